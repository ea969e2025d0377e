import { proxyActivities } from '@temporalio/workflow';
import type { RemindingActivities, RemindReport } from '#activities/remind.ts';

const { beginReminders } = proxyActivities<RemindingActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});

/** Run by a schedule: tells people what no request tells them, of what is due soon and of what needs a person. */
export async function remind(): Promise<RemindReport> {
  return beginReminders();
}
