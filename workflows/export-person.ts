import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ExportActivities, ExportInput, ExportOutcome } from '#activities/export-person.ts';
import type { exportPersonProcess } from '#domain/processes/export-person.ts';
import { ProcessStopped, processKit } from './kit/process-kit.ts';

const retry = { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' } as const;

const { collectArchive } = proxyActivities<ExportActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry,
});
const { expireArchive } = proxyActivities<ExportActivities>({ startToCloseTimeout: '1 minute', retry });

const cancelled: ExportOutcome = { status: 'cancelled' };

/** Collects whatever the platform holds of a person, keeps it for a week, and removes it. */
export async function exportPerson(input: ExportInput): Promise<ExportOutcome> {
  const { step, decision, show } = processKit<typeof exportPersonProcess>();
  try {
    const collected = await step('collect', () => collectArchive(input));
    if (collected.status === 'ready') {
      show('ready');
      await decision('keep', { milliseconds: collected.keptMilliseconds, atDeadline: 'expire' });
    }
  } catch (error) {
    if (!(error instanceof ProcessStopped)) throw error;
    return cancelled;
  }
  const outcome = await step('expire', () => expireArchive(input), { uncancellable: true });
  show(outcome.status);
  return outcome;
}
