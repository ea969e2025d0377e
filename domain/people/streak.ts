/**
 * Days in a row on which a person learned. Today need not be one of them yet: a streak is lost only when a whole day passes without.
 * @param activeDays calendar days in the person's time zone, as YYYY-MM-DD, in any order
 * @param today the calendar day there
 */
export function streakOf(
  activeDays: Iterable<string>,
  today: string,
): { days: number; includesToday: boolean } {
  const active = new Set(activeDays);
  const includesToday = active.has(today);
  let day = includesToday ? today : dayBefore(today);
  let days = 0;
  while (active.has(day)) {
    days += 1;
    day = dayBefore(day);
  }
  return { days, includesToday };
}

/** The calendar day before, as YYYY-MM-DD. */
export function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** The calendar day of a moment in a time zone, as YYYY-MM-DD. */
export function calendarDay(moment: Date, timeZone: string): string {
  // Sweden writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(moment);
}

/** The `count` calendar days up to and with `today`, the oldest first. */
export function daysUpTo(today: string, count: number): string[] {
  const days = [today];
  while (days.length < count) days.unshift(dayBefore(days[0]!));
  return days;
}

/** The time zone itself when it is known, else UTC. */
export function usableTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}
