import type { CancelledFailure } from '@temporalio/activity';

/** Whether an activity ends because its worker is stopped. Nobody wished that: another worker goes on with it. */
export function stoppedByWorker(error: CancelledFailure): boolean {
  return error.message === 'WORKER_SHUTDOWN';
}
