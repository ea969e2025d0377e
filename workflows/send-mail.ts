import { proxyActivities } from '@temporalio/workflow';
import type { MailActivities, MailInput, MailOutcome } from '#activities/send-mail.ts';
import { showState } from './show-state.ts';
import { acceptSteering } from './steering.ts';

/** The mail server. It may be away for hours; a mail that is late is better than one that is lost. */
const { deliverMail } = proxyActivities<MailActivities>({
  startToCloseTimeout: '90 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '5 minutes' },
});

/** Sends one mail, trying until the mail server takes it or refuses it for good. */
export async function sendMail(input: MailInput): Promise<MailOutcome> {
  const steering = acceptSteering();
  const ended = await steering.untilDone(() => deliverMail(input));
  const outcome: MailOutcome = ended === 'cancelled' ? { status: 'refused' } : ended;
  showState(outcome.status);
  return outcome;
}
