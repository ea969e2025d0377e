import { formatTime, type Reader } from '#lib/time.ts';

const isoTime = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** The API's sentence with its ISO times written for this reader: the clock's time today, the whole date before. */
export const timesInWords = (text: string, reader: Reader, now: number = Date.now()): string =>
  text.replaceAll(isoTime, (time) =>
    formatTime(time, Math.abs(Date.parse(time) - now) < 12 * 3_600_000 ? 'clock' : 'full', reader, now),
  );
