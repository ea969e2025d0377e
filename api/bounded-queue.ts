import { ApiError } from './errors.ts';
import type { RefusalCode } from './refusals/index.ts';

/**
 * Lets a bounded number of pieces of work run at the same time, in the order they came; others wait.
 * @param busy what is answered when too many wait already
 * @returns runs one piece of work in its turn; throws ApiError UNAVAILABLE when too many wait, so that a flood cannot eat the machine
 */
export function boundedQueue({
  atOnce,
  queueLength,
  busy,
}: {
  atOnce: number;
  queueLength: number;
  busy: Extract<RefusalCode, `too_many_${string}`>;
}) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= atOnce) {
      if (waiting.length >= queueLength) throw new ApiError(busy, {}, { retryAfterSeconds: 5 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
