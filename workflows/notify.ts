import { proxyActivities } from '@temporalio/workflow';
import type { NotifyingActivities, NotifyInput, NotifyOutcome } from '#activities/notify.ts';
import type { notifyProcess } from '#domain/processes/notify.ts';
import { ProcessStopped, processKit } from './kit/process-kit.ts';

const { showNotification, mailNotification } = proxyActivities<NotifyingActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

const cancelled: NotifyOutcome = { status: 'cancelled' };

/** Tells one person one thing: in the panel at once, and by mail when they have not read it there after a while. */
export async function notify(input: NotifyInput): Promise<NotifyOutcome> {
  const { step, decision, show } = processKit<typeof notifyProcess>();
  try {
    const shown = await step('show', () => showNotification(input));
    show(shown.status);
    if (shown.status !== 'shown') return { status: shown.status };
    await decision('hold', { milliseconds: shown.holdMilliseconds, atDeadline: 'mail' });
    // Whether it was read is looked up there: the database decides that race.
    const outcome = await step('mail', () => mailNotification(input));
    show(outcome.status);
    return outcome;
  } catch (error) {
    if (!(error instanceof ProcessStopped)) throw error;
    return cancelled;
  }
}
