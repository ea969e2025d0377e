/**
 * What a date control holds, in words: “Saturday 28 November 2026, 10:00”. It names a moment of no zone, so it is written as it stands.
 * @param value 2026-11-28 or 2026-11-28T10:00
 * @returns '' for what is no date
 */
export function writtenOut(value: string, language: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::\d{2})?)?$/.exec(value);
  if (!parts) return '';
  const [, day, time] = parts;
  const moment = new Date(`${day}T${time ?? '00:00'}:00Z`);
  if (Number.isNaN(moment.getTime())) return '';
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...(time !== undefined && { hour: '2-digit', minute: '2-digit' }),
    timeZone: 'UTC',
  }).format(moment);
}
