/** The value below which a share (0 to 1) of the values lies, by the nearest rank. */
export function percentile(values: number[], share: number): number {
  if (values.length === 0) throw new RangeError('No values');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

export const median = (values: number[]): number => percentile(values, 0.5);

/** Milliseconds that work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
