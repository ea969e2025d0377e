// Compilation, a fresh container and waiting for a free core, generously: the budget only ends what hangs.
const fixedSeconds = 120;

/**
 * The longest one grading may take before it counts as hung: each test twice (the second time for its checker), and what surrounds them.
 * @param wallMs the limit of one test by the clock
 * @returns seconds
 */
export function secondsForTests(tests: number, wallMs: number): number {
  return fixedSeconds + Math.ceil((2 * tests * wallMs) / 1000);
}
