import type { Texts } from './index.ts';

/** A time that a program took, in milliseconds: “190 ms”, “1.5 s”. */
export const timeTaken = (value: number, { grading }: Texts): string =>
  value < 1000 ? grading.milliseconds({ value }) : grading.seconds({ value: value / 1000 });

/** Memory that a program used, in KB: “640 KB”, “12 MB”. */
export const memoryUsed = (value: number, { grading }: Texts): string =>
  value < 1024 ? grading.kilobytes({ value }) : grading.megabytes({ value: Math.round(value / 1024) });

/** How late something was, in the unit in which one would say it. */
export const lateBy = (seconds: number, { grading }: Texts): string => {
  if (seconds < 3600) return grading.lateMinutes({ count: Math.max(1, Math.round(seconds / 60)) });
  if (seconds < 172_800) return grading.lateHours({ count: Math.round(seconds / 3600) });
  return grading.lateDays({ count: Math.round(seconds / 86_400) });
};
