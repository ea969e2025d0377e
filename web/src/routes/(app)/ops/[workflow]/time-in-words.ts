import { formatTime, type Reader } from '#lib/time.ts';

const nearMilliseconds = 12 * 3_600_000;

/** A time as this reader says it within a sentence: the clock's time when it is near, else the whole date. */
export const timeInWords = (time: string, reader: Reader, now: number = Date.now()): string =>
  formatTime(time, Math.abs(Date.parse(time) - now) < nearMilliseconds ? 'clock' : 'full', reader, now);
