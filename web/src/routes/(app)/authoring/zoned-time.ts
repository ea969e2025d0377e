/** How far `timeZone` is ahead of UTC at `instant` (ms), in ms. */
const offsetAt = (instant: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const number = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  return (
    Date.UTC(
      number('year'),
      number('month') - 1,
      number('day'),
      number('hour'),
      number('minute'),
      number('second'),
    ) -
    Math.floor(instant / 1000) * 1000
  );
};

/** The value of a datetime-local field ("2026-11-30T18:00") for an ISO time, in `timeZone`. */
export const localTimeOf = (iso: string, timeZone: string): string => {
  const instant = Date.parse(iso);
  return new Date(instant + offsetAt(instant, timeZone)).toISOString().slice(0, 16);
};

/** The ISO time of a datetime-local value in `timeZone`; null when it is none. In the hour that a clock change skips, the later time counts. */
export const isoTimeOf = (local: string, timeZone: string): string | null => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return null;
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offset at the guess may belong to the other side of a clock change; a second look settles it.
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(guess, timeZone)).toISOString();
};
