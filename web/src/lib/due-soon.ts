/** What counts as soon, in hours: a trainer plans two or three days ahead. */
export const soonHours = 72;

/** Whether the ISO time `dueAt` lies ahead of `now` (ms), and not far. */
export const isSoon = (dueAt: string, now: number): boolean =>
  Date.parse(dueAt) > now && Date.parse(dueAt) < now + soonHours * 3_600_000;
