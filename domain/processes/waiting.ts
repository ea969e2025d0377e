/** What a process may wait for. The words for each are in the site's catalogue; a test holds the two together. */
export const waitingCodes = [
  'process_start',
  'grading_slot',
  'docker',
  'language_image',
  'grading_worker',
  'grading_machine',
  'exercise_tests',
  'exercise_checker',
  'mail_server',
  'mail_configuration',
  'provider_limit',
  'database',
  'time',
] as const;

export type WaitingCode = (typeof waitingCodes)[number];

/**
 * A fault that is not the student's, the payer's or the author's.
 * - `outage`: a host or provider is away, refuses for now or is overloaded. It is waited for as long as it takes, and goes on by itself.
 * - `ours`: something that will most likely fail again. After five in a row a person is asked to look.
 */
export type FaultKind = 'outage' | 'ours';

export type Fault = { code: string; message: string; kind: FaultKind; waitsFor: WaitingCode };

/** How many faults of ours one process may meet without getting on before it is parked for a person. */
export const faultsBeforeParked = 5;

const maxParkedSeconds = 3_600;
const firstParkedSeconds = 60;

/**
 * How long a parked process rests before it is tried again: a minute, doubled with each further fault, at most an hour.
 * @param faults of the same kind, one after another
 * @returns seconds, or null while it is not parked and the activity's own retry policy decides
 */
export function parkedSeconds(faults: number): number | null {
  if (faults < faultsBeforeParked) return null;
  return Math.min(firstParkedSeconds * 2 ** (faults - faultsBeforeParked), maxParkedSeconds);
}
