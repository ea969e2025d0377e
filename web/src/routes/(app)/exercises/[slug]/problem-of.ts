import { formatTime, type Reader } from '#lib/time.ts';
import type { Texts } from '#lib/texts/index.ts';

export type Sent = 'run' | 'submit';

/** Why something did not go through, and what to press to send the same again; null where that would change nothing. */
export type Problem = { words: string; again: Sent | null };

/** What is known of a request that came to nothing: what the API said, or what became of it on the way. */
export type Refusal = {
  status: number;
  code?: string | undefined;
  message?: string | undefined;
  requestId?: string | undefined;
  retryAfterSeconds?: number | undefined;
};

const whenOf = (seconds: number, t: Texts, reader: Reader, now: number): string => {
  if (seconds < 60) {
    const when = new Intl.RelativeTimeFormat(reader.language).format(seconds, 'second');
    return t.workbench.limitedFor({ when });
  }
  const moment = new Date(now + seconds * 1000).toISOString();
  return t.workbench.limitedUntil({ time: formatTime(moment, 'clock', reader, now) });
};

/** Says in words why `what` did not go through. The code is safe in each case, which is what they say. */
export const problemOf = (
  what: Sent,
  { status, code, message, requestId, retryAfterSeconds }: Refusal,
  online: boolean,
  t: Texts,
  reader: Reader,
  now: number = Date.now(),
): Problem => {
  if (!online) return { words: t.workbench.offline, again: what };
  if (retryAfterSeconds) return { words: whenOf(retryAfterSeconds, t, reader, now), again: what };
  if (status === 413) return { words: t.exercises.tooLarge, again: null };
  // A proxy's: the API's own have a code.
  if (status === 429 && !code) return { words: t.workbench.limited, again: what };
  if (status === 502 || status === 503 || status === 504)
    return { words: t.workbench.unavailable, again: what };
  // Only our own server numbers requests: without a number it was not reached.
  if (status >= 500 && requestId) return { words: t.workbench.ourFault({ number: requestId }), again: what };
  if (status >= 500 || !message) return { words: t.workbench.lost, again: what };
  return { words: message, again: null };
};
