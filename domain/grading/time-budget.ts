// Compilation, a fresh container, waiting for a free core and, as a worker takes up one more than it has slots, for the one before it to
// end. Generously: a worker that dies is noticed by its heartbeat, the budget only ends what hangs.
const fixedSeconds = 20 * 60;

/**
 * The longest one grading may take before it counts as hung: each test twice (the second time for its checker), and what surrounds them.
 * @param wallMs the limit of one test by the clock
 * @returns seconds
 */
export function secondsForTests(tests: number, wallMs: number): number {
  return fixedSeconds + Math.ceil((2 * tests * wallMs) / 1000);
}
