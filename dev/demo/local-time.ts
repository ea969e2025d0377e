import { calendarDay } from '#domain/people/streak.ts';

/**
 * The moment at which clocks of a time zone show a time on the day so many days ago.
 * @param minutes since midnight there
 */
export function localMoment(now: Date, daysAgo: number, minutes: number, timeZone: string): Date {
  const day = new Date(now.getTime() - daysAgo * 86_400_000);
  const asIfUtc = Date.parse(`${calendarDay(day, timeZone)}T00:00:00Z`) + minutes * 60_000;
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(asIfUtc));
  const offset = Date.parse(`${shown.replace(' ', 'T')}Z`) - asIfUtc;
  return new Date(asIfUtc - offset);
}
