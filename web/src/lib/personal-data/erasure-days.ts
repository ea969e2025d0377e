/* As domain/processes/erase-person.ts has them: what a reader is told before they ask. Afterwards the API's own dates count. */
export const erasureDays = 14;
export const reminderDaysBefore = 3;

const dayMilliseconds = 86_400_000;

export const daysFrom = (moment: number, days: number): number => moment + days * dayMilliseconds;

/** How much time is left: whole days begun, or hours on the last one. */
export const timeLeft = (dueAt: string, now: number): { count: number; unit: 'day' | 'hour' } => {
  const left = Math.max(0, Date.parse(dueAt) - now);
  return left > dayMilliseconds
    ? { count: Math.ceil(left / dayMilliseconds), unit: 'day' }
    : { count: Math.max(1, Math.ceil(left / 3_600_000)), unit: 'hour' };
};

/** How many whole days have passed since it was asked for, of fourteen. */
export const daysPassed = (dueAt: string, now: number): number =>
  Math.min(erasureDays, Math.max(0, erasureDays - Math.ceil((Date.parse(dueAt) - now) / dayMilliseconds)));
