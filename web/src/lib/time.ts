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

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** English dates are written as most of its readers write them: day before month, 24 hours. */
const localeOf = (language: string): string => (language === 'en' ? 'en-GB' : language);

const relative = (moment: Date, { language }: Reader, now: number): string => {
  const seconds = Math.round((moment.getTime() - now) / 1000);
  const format = new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' });
  for (const [unit, length] of units)
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  return format.format(Math.abs(seconds) < 10 ? 0 : seconds, 'second');
};

/** Writes the ISO time `value` for a reader; `now` (ms) is what relative times count from. An unreadable value is returned as it is. */
export const formatTime = (
  value: string,
  form: TimeForm,
  reader: Reader,
  now: number = Date.now(),
): string => {
  const moment = new Date(value);
  if (Number.isNaN(moment.getTime())) return value;
  if (form === 'relative') return relative(moment, reader, now);
  const withYear =
    form === 'full' || form === 'date' ? Math.abs(moment.getTime() - now) > 300 * 86_400_000 : false;
  const options: Intl.DateTimeFormatOptions = {
    ...formats[form],
    ...(withYear ? { year: 'numeric' } : {}),
    timeZone: reader.timeZone,
  };
  return new Intl.DateTimeFormat(localeOf(reader.language), options).format(moment);
};
