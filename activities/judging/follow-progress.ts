import type { TestOutcome } from './judge.ts';

/**
 * Gathers outcomes and writes them in batches while a grading goes on, so that pages follow it live at a bounded cost.
 * @param write stores a batch; called one at a time, at most every 200 ms. A failure is told by `settle`.
 */
export function followProgress(write: (batch: TestOutcome[]) => Promise<void>) {
  let waiting: TestOutcome[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let failure: Error | undefined;

  function flush(): void {
    timer = undefined;
    const batch = waiting;
    waiting = [];
    writing = writing.then(() => write(batch)).catch((error: Error) => void (failure ??= error));
  }

  return {
    add(outcome: TestOutcome): void {
      waiting.push(outcome);
      timer ??= setTimeout(flush, 200);
    },
    /** Ends the batches. @returns what was not written yet, for the last transaction. @throws what a write threw */
    async settle(): Promise<TestOutcome[]> {
      clearTimeout(timer);
      await writing;
      if (failure) throw failure;
      return waiting;
    },
  };
}
