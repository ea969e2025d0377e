import { proxyActivities } from '@temporalio/workflow';
import type { ReconcileReport, ReconcilingActivities } from '#activities/reconcile.ts';

const { reconcile: compare } = proxyActivities<ReconcilingActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  // The next turn of the schedule tries again.
  retry: { maximumAttempts: 1 },
});

/** Run by a schedule: starts again what the database holds as unfinished and Temporal does not run. */
export async function reconcile(): Promise<ReconcileReport> {
  return compare();
}
