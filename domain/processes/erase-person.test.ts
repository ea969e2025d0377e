import { expect, test } from 'vitest';
import * as told from '#web/src/lib/personal-data/erasure-days.ts';
import { erasureDays, reminderDaysBefore } from './erase-person.ts';

test('ACC-8: the site tells beforehand the days that the process waits', () => {
  expect([told.erasureDays, told.reminderDaysBefore]).toEqual([erasureDays, reminderDaysBefore]);
});
