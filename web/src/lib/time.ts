/** `full`: Saturday 21 November, 14:05 · `date`: 21 November · `month`: November 2026 · `clock`: 14:05:09 · `relative`: in 2 hours · `whole`: everything, with the zone. */
export type TimeForm = 'full' | 'date' | 'month' | 'clock' | 'relative' | 'whole';

export type Reader = { language: string; timeZone: string };

const formats = {
  full: { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
  date: { day: 'numeric', month: 'long' },
  month: { month: 'long', year: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  whole: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  },
} as const satisfies Record<Exclude<TimeForm, 'relative'>, Intl.DateTimeFormatOptions>;

const [minute, hour, day] = [60, 3600, 86_400];

/** Each unit from how many seconds on it is spoken of, and how long one is. */
const units: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ['year', 345 * day, 365 * day],
  ['month', 28 * day, 30 * day],
  ['week', 6.5 * day, 7 * day],
  ['day', 23.5 * hour, day],
  ['hour', 59.5 * minute, hour],
  ['minute', minute, minute],
];

/** English dates are written as most of its readers write them: day before month, 24 hours. */
const localeOf = (language: string): string => (language === 'en' ? 'en-GB' : language);

/** What is left until a moment, in a unit and the next smaller one: “1 hr 50 mins”; null when one unit says it all. */
const leftInTwo = (seconds: number, locale: string): string | null => {
  const [large, small, length, parts] =
    seconds < 23.99 * hour ? (['hour', 'minute', hour, 60] as const) : (['day', 'hour', day, 24] as const);
  if (seconds < 59.5 * minute || seconds >= 14 * day) return null;
  const inSmall = Math.round((seconds / length) * parts);
  if (inSmall % parts === 0) return null;
  const inUnit = (count: number, unit: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
  return `${inUnit(Math.floor(inSmall / parts), large)} ${inUnit(inSmall % parts, small)}`;
};

/**
 * How far the ISO time `value` is away. What is behind is rounded; what is ahead may be a deadline, and is told exactly up to two weeks.
 * @param ahead puts what is left into words: “in 1 hr 50 mins”
 */
export const relativeTime = (
  value: string,
  { language }: Reader,
  ahead: (left: string) => string,
  now: number = Date.now(),
): string => {
  const seconds = Math.round((Date.parse(value) - now) / 1000);
  if (Number.isNaN(seconds)) return value;
  const locale = localeOf(language);
  const left = leftInTwo(seconds, locale);
  if (left !== null) return ahead(left);
  const [unit, , length] = units.find(([, from]) => Math.abs(seconds) >= from) ?? ['minute', 0, Infinity];
  const count = Math.round(seconds / length);
  return new Intl.RelativeTimeFormat(locale, { numeric: count === 0 ? 'auto' : 'always' }).format(
    count,
    unit,
  );
};

/** Writes the ISO time `value` for a reader; `now` (ms) tells whether the year must be said. An unreadable value is returned as it is. */
export const formatTime = (
  value: string,
  form: Exclude<TimeForm, 'relative'>,
  reader: Reader,
  now: number = Date.now(),
): string => {
  const moment = new Date(value);
  if (Number.isNaN(moment.getTime())) return value;
  const withYear =
    form === 'full' || form === 'date' ? Math.abs(moment.getTime() - now) > 300 * 86_400_000 : false;
  const options: Intl.DateTimeFormatOptions = {
    ...formats[form],
    ...(withYear ? { year: 'numeric' } : {}),
    timeZone: reader.timeZone,
  };
  return new Intl.DateTimeFormat(localeOf(reader.language), options).format(moment);
};
