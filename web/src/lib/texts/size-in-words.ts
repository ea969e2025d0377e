import type { Texts } from './index.ts';

/** “2.4 MB”, “310 KB”, “1 KB” for less: what a reader compares with the room on their disk. */
export const sizeInWords = (bytes: number, { common }: Texts): string => {
  const kilobytes = Math.max(1, Math.round(bytes / 1000));
  if (kilobytes < 1000) return common.size.kilobytes({ value: kilobytes });
  const megabytes = Math.round(bytes / 100_000) / 10;
  return megabytes < 10
    ? common.size.megabytesExact({ value: megabytes })
    : common.size.megabytes({ value: Math.round(megabytes) });
};
