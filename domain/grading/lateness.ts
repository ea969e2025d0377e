import type { LatePolicy } from '../exercises/exercise-definition.ts';
import { roundToHundredths } from './scoring.ts';

const secondsPerDay = 86_400;

/** How late a hand-in is, in whole seconds, by the time it was submitted: waiting for us never makes anyone late. */
export function lateSeconds(submittedAt: Date, dueAt: Date | null): number {
  return dueAt === null ? 0 : Math.max(0, Math.ceil((submittedAt.getTime() - dueAt.getTime()) / 1000));
}

/** Whether a hand-in of that lateness is taken at all: `refuse` takes nothing after the due time; without a policy lateness is noted and costs nothing. */
export function isTaken(late: number, policy: LatePolicy | null): boolean {
  return late === 0 || policy?.kind !== 'refuse';
}

/** The points that remain: with a penalty each begun day costs `percent_per_day`, in all no more than `at_most_percent`. Rounded to hundredths. */
export function scoreAfterLateness(score: number, late: number, policy: LatePolicy | null): number {
  if (late === 0 || policy?.kind !== 'penalty') return score;
  const percent = Math.min(
    Math.ceil(late / secondsPerDay) * (policy.percent_per_day ?? 0),
    policy.at_most_percent ?? 100,
    100,
  );
  return roundToHundredths(score * (1 - percent / 100));
}
