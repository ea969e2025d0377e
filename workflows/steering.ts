import { CancellationScope, defineSignal, isCancellation, setHandler } from '@temporalio/workflow';
import { cancelSignalName, retryNowSignalName } from '#domain/processes/process-signals.ts';
import type { SteeringSignal } from '#domain/processes/process-signals.ts';

export const cancelSignal = defineSignal<[SteeringSignal]>(cancelSignalName);
export const retryNowSignal = defineSignal<[SteeringSignal]>(retryNowSignalName);

/**
 * Lets people steer a process while it is at its long step: `cancel` ends the step, `retry_now` begins it anew instead of waiting for its next try.
 * Both are told after the database has decided; a signal that is delivered twice counts once.
 */
export function acceptSteering() {
  const seen = new Set<string>();
  let cancelled = false;
  let step: CancellationScope | undefined;

  const once =
    (act: () => void) =>
    ({ outboxId }: SteeringSignal) => {
      if (seen.has(outboxId)) return;
      seen.add(outboxId);
      act();
    };
  setHandler(
    cancelSignal,
    once(() => {
      cancelled = true;
      step?.cancel();
    }),
  );
  setHandler(
    retryNowSignal,
    once(() => step?.cancel()),
  );

  return {
    /** Runs the long step of a process until it is done or cancelled, however often it is told to begin anew. */
    async untilDone<Result>(work: () => Promise<Result>): Promise<Result | 'cancelled'> {
      while (!cancelled) {
        step = new CancellationScope();
        try {
          return await step.run(work);
        } catch (error) {
          const byPeople = isCancellation(error) && !CancellationScope.current().consideredCancelled;
          if (!byPeople) throw error;
        }
      }
      return 'cancelled';
    },
  };
}
