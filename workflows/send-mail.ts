import { ActivityCancellationType, patched, proxyActivities } from '@temporalio/workflow';
import type { MailActivities, MailInput, MailOutcome } from '#activities/send-mail.ts';
import type { sendMailProcess } from '#domain/processes/send-mail.ts';
import { processKit } from './kit/process-kit.ts';

/** The mail server. It may be away for hours; a mail that is late is better than one that is lost. */
const mailServer = proxyActivities<MailActivities>({
  taskQueue: 'outward',
  startToCloseTimeout: '90 seconds',
  heartbeatTimeout: '15 seconds',
  // A try that is told to begin anew ends before the next one begins: no two of them call side by side.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Before the queue `outward`: for mails whose process began then. */
const beforeOutward = proxyActivities<MailActivities>({
  startToCloseTimeout: '90 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

const cancelled: MailOutcome = { status: 'cancelled' };

/** Sends one mail, trying until the mail server takes it or refuses it for good. */
export async function sendMail(input: MailInput): Promise<MailOutcome> {
  const { step, show } = processKit<typeof sendMailProcess>();
  const { deliverMail } = patched('outward') ? mailServer : beforeOutward;
  const outcome = await step('deliver', () => deliverMail(input), { whenCancelled: () => cancelled });
  show(outcome.status);
  return outcome;
}
