/**
 * How long a preparation will take, when it goes on as it did so far; rounded up.
 * @returns null while nothing is ready from which that could be told
 */
export function minutesLeft(of: { waiting: number; done: number; seconds: number }): number | null {
  if (of.done === 0) return null;
  return Math.max(1, Math.ceil((of.waiting * (of.seconds / of.done)) / 60));
}
