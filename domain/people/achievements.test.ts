import { expect, test } from 'vitest';
import { achievementIds, achievementsOf, earnedOf, nextOf } from './achievements.ts';
import type { AchievementFacts, AchievementId } from './achievements.ts';

const nothing: AchievementFacts = {
  solved: [],
  languages: [],
  languagesOffered: 6,
  days: [],
  coursesCompleted: [],
};
const day = (number: number) => new Date(Date.UTC(2026, 0, number, 12));
const written = (number: number) => day(number).toISOString().slice(0, 10);
const daysOf = (...numbers: number[]) =>
  numbers.map((number) => ({ day: written(number), startedAt: day(number) }));
const find = (facts: Partial<AchievementFacts>, id: AchievementId, today = written(1)) =>
  achievementsOf({ ...nothing, ...facts }, today).find((one) => one.id === id)!;
const solvedOn = (...numbers: number[]) => numbers.map((number) => ({ at: day(number), attempts: 2 }));

test('ACC-9: somebody who did nothing has nothing, and sees everything that can be reached', () => {
  const all = achievementsOf(nothing, written(1));
  expect(all.map(({ id }) => id)).toEqual(achievementIds);
  expect(all.filter(({ earnedAt, count }) => earnedAt || count > 0)).toEqual([]);
  expect(earnedOf(all)).toEqual([]);
});

test('ACC-9: an achievement is dated by the one that passed its threshold, in whatever order the facts come', () => {
  const solved = solvedOn(9, 8, 7, 6, 5, 4, 3, 2, 1);
  expect(find({ solved }, 'solved_1')).toEqual({ id: 'solved_1', earnedAt: day(1), count: 1, of: 1 });
  expect(find({ solved }, 'solved_10')).toEqual({ id: 'solved_10', earnedAt: null, count: 9, of: 10 });
  expect(find({ solved: [...solved, ...solvedOn(12, 11)] }, 'solved_10')).toEqual({
    id: 'solved_10',
    earnedAt: day(11),
    count: 10,
    of: 10,
  });
  expect(find({ languages: [day(3), day(2)] }, 'languages_2').earnedAt).toEqual(day(3));
  expect(find({ coursesCompleted: [day(5)] }, 'courses_1').earnedAt).toEqual(day(5));
});

test('ACC-9: a first try is an only attempt, a comeback comes after three misses or more', () => {
  const solved = [1, 1, 2, 3].map((attempts, index) => ({ at: day(index + 1), attempts }));
  expect(find({ solved }, 'first_try_5').count).toBe(2);
  expect(find({ solved }, 'comeback_1').earnedAt).toBeNull();
  expect(find({ solved: [...solved, { at: day(6), attempts: 4 }] }, 'comeback_1').earnedAt).toEqual(day(6));
});

test('ACC-9: a streak is reached on the day that makes it, stays when it breaks, and counts what is under way by the dashboard’s rule', () => {
  const week = daysOf(7, 1, 2, 3, 4, 5, 6);
  expect(find({ days: week }, 'streak_7', written(20))).toEqual({
    id: 'streak_7',
    earnedAt: day(7),
    count: 7,
    of: 7,
  });
  expect(find({ days: daysOf(1, 2, 3, 5, 6, 7, 8) }, 'streak_7', written(8))).toEqual({
    id: 'streak_7',
    earnedAt: null,
    count: 4,
    of: 7,
  });
  // Today has not begun; yesterday counts still, the day before yesterday no more.
  expect(find({ days: daysOf(1, 2, 3) }, 'streak_7', written(4)).count).toBe(3);
  expect(find({ days: daysOf(1, 2, 3) }, 'streak_7', written(5)).count).toBe(0);
  expect(find({ days: [...week, ...daysOf(9, 10)] }, 'streak_30', written(10)).count).toBe(2);
});

test('ACC-9: next is one of each family, the nearest first, and no more languages than are taught', () => {
  const facts = {
    ...nothing,
    solved: solvedOn(1, 2, 3, 4, 5, 6, 7, 8, 9),
    languages: [day(1), day(2)],
    days: daysOf(8, 9),
  };
  const all = achievementsOf(facts, written(9));
  expect(nextOf(all, 6).map(({ id }) => id)).toEqual([
    'solved_10',
    'languages_4',
    'streak_7',
    'first_try_5',
    'comeback_1',
    'courses_1',
  ]);
  expect(nextOf(all, 3).map(({ id }) => id)).not.toContain('languages_4');
  expect(earnedOf(all).map(({ id }) => id)).toEqual(['languages_2', 'solved_1']);
});
