import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { RunVisitorCodeActivities } from '#activities/run-visitor-code.ts';
import type { RunInput, RunOutcome } from '#activities/running/run-as.ts';
import type { runVisitorCodeProcess } from '#domain/processes/run-visitor-code.ts';
import { processKit } from './kit/process-kit.ts';

/** The container, as in run-code.ts. */
const inContainer = proxyActivities<RunVisitorCodeActivities>({
  taskQueue: 'grading',
  startToCloseTimeout: '20 minutes',
  heartbeatTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});

const cancelled: RunOutcome = { status: 'cancelled' };

/** Runs a visitor's code once; the row is forgotten minutes after its end. */
export async function runVisitorCode(input: RunInput): Promise<RunOutcome> {
  const { step, show } = processKit<typeof runVisitorCodeProcess>();
  const outcome = await step('run', () => inContainer.runVisitorCode(input), {
    whenCancelled: () => cancelled,
  });
  show(outcome.status);
  return outcome;
}
