import { Context } from '@temporalio/activity';

// A quarter of the heartbeat time-out of long activities.
const everyMilliseconds = 2_500;

/**
 * Tells Temporal that a long activity is alive, which is also how a cancel gets through to it.
 * @param work receives the signal that aborts when the activity is cancelled or its worker shuts down
 */
export async function whileHeartbeating<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), everyMilliseconds);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
