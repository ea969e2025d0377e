import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ErasingActivities, ErasureInput, ErasureOutcome } from '#activities/erase-person.ts';
import type { erasePersonProcess } from '#domain/processes/erase-person.ts';
import { ProcessStopped, processKit } from './kit/process-kit.ts';

const erasing = proxyActivities<ErasingActivities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/**
 * Waits while it can be taken back, then erases a person everywhere, step by step. Each step may be repeated; none can be ended half-way.
 * Its history holds ids only, and ends by Temporal's own retention.
 */
export async function erasePerson(input: ErasureInput): Promise<ErasureOutcome> {
  const { step, decision, show } = processKit<typeof erasePersonProcess>();
  const opened = await step('wait', () => erasing.openErasure(input), { quick: true });
  if (opened.waitMilliseconds > 0) {
    show('waiting');
    try {
      await decision('erasure', {
        milliseconds: opened.waitMilliseconds,
        atDeadline: 'erase',
        reminders: [{ after: opened.remindAfterMilliseconds, remind: () => erasing.remindOfErasure(input) }],
      });
    } catch (error) {
      if (!(error instanceof ProcessStopped)) throw error;
    }
  }
  // However the waiting ended: the row decides, and a wish that was taken back in the last moment counts.
  const wholly = { uncancellable: true } as const;
  const left = await step('leave', () => erasing.leaveEverywhere(input), wholly);
  if (left.status === 'cancelled') {
    show('cancelled');
    return { status: 'cancelled' };
  }
  show('erasing');
  await step('content', () => erasing.eraseContent(input), wholly);
  await step('traces', () => erasing.eraseTraces(input), wholly);
  await step('account', () => erasing.eraseAccount(input), wholly);
  const outcome = await step('farewell', () => erasing.eraseFarewell(input), wholly);
  show(outcome.status);
  return outcome;
}
