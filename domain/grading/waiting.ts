/** What a process waits for, as people read it after “waiting for”. */
export const waitingToBegin = 'grading to begin';
export const waitingForSlot = 'a free grading slot';

const waitingByFault: Record<string, string> = {
  docker_unavailable: 'Docker to come back',
  image_missing: 'the language to be ready',
  database_unavailable: 'the database to come back',
  worker_stopped: 'a grading worker to take over',
  host_fault: 'the grading machine to recover',
  no_tests_run: 'someone to look at this exercise: none of its tests ran',
  checker_failed: 'someone to mend this exercise’s checker',
};

/** In words, what has to happen before a grading or run that met `code` can go on. */
export function waitingFor(code: string): string {
  return waitingByFault[code] ?? 'the grading machine to recover';
}
