import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { RunCodeActivities, RunInput, RunOutcome } from '#activities/run-code.ts';
import type { runCodeProcess } from '#domain/processes/run-code.ts';
import { processKit } from './kit/process-kit.ts';

/** The container, as in grade-submission.ts. A run has few tests: twenty minutes mean that it hangs. */
const inContainer = proxyActivities<RunCodeActivities>({
  taskQueue: 'grading',
  startToCloseTimeout: '20 minutes',
  heartbeatTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

const cancelled: RunOutcome = { status: 'cancelled' };

/**
 * Runs code once, without an attempt or a mark: the visible tests, or input of the student's own.
 * A fault of ours is waited out, as in grading; the row is forgotten an hour after it was asked for.
 */
export async function runCode(input: RunInput): Promise<RunOutcome> {
  const { step, show } = processKit<typeof runCodeProcess>();
  const outcome = await step('run', () => inContainer.runCode(input), { whenCancelled: () => cancelled });
  show(outcome.status);
  return outcome;
}
