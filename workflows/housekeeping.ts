import { proxyActivities } from '@temporalio/workflow';
import type { HousekeepingActivities, HousekeepingReport } from '#activities/housekeeping.ts';

const { cleanUp } = proxyActivities<HousekeepingActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});

/** Run by a schedule: removes what has had its time. */
export async function housekeeping(): Promise<HousekeepingReport> {
  return cleanUp();
}
