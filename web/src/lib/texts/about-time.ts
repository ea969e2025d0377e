import type { Texts } from './index.ts';

/** How long something takes to work through, roughly. */
export const aboutTime = (minutes: number, { courses }: Texts): string =>
  minutes < 90 ? courses.aboutMinutes({ minutes }) : courses.aboutHours({ hours: Math.round(minutes / 60) });
