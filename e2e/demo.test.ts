import { beforeAll, expect, test } from 'vitest';
import { demoOrganisations } from '#dev/demo/accounts.ts';
import { demoClient } from '#dev/demo/client.ts';
import type { Session } from '#dev/demo/client.ts';
import { seedDemo } from '#dev/demo/seed.ts';
import type { SharedServices } from '#dev/testing/services.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { openDatabase } from '#models/database/knex.ts';
import { sharedPlatform } from './platform.ts';

type Submission = {
  id: string;
  student: { name: string };
  exercise: { slug: string };
  verdict: string;
  score: number;
  max_score: number;
};
type List<Item> = { results: Item[] };

let platform: SharedServices['platform'];
let student: Session;
let trainer: Session;

beforeAll(async () => {
  platform = await sharedPlatform();
  const client = demoClient(platform.apiUrl);
  [student, trainer] = await Promise.all([
    client.signIn('student@example.com'),
    client.signIn('trainer@example.com'),
  ]);
});

test('the demo’s student is in lesson 5 of 8 with a six-day streak, and the next exercise fails three of ten tests by one character', async () => {
  const progress = await student.get<{
    continue: {
      lesson_count: number;
      resume: { lesson_number: number; exercise: { slug: string; best_score: number; max_score: number } };
    };
    streak: { days: number };
    due_this_week: { slug: string; due_at: string }[];
  }>('/api/curriculum/progress/me');
  expect(progress.continue).toMatchObject({
    lesson_count: 8,
    resume: { lesson_number: 5, exercise: { slug: 'shopping-list', best_score: 7, max_score: 10 } },
  });
  expect(progress.streak.days).toBe(6);
  const hoursUntilDue =
    (Date.parse(progress.due_this_week.find(({ slug }) => slug === 'shopping-list')!.due_at) - Date.now()) /
    3_600_000;
  expect(hoursUntilDue).toBeGreaterThan(0);
  expect(hoursUntilDue).toBeLessThanOrEqual(2);

  const { results } = await student.get<List<Submission>>('/api/grading/submissions?exercise=shopping-list');
  const { tests } = await student.get<{
    tests: { verdict: string; diff: { expected: string; actual: string } | null }[];
  }>(`/api/grading/submissions/${results.at(-1)!.id}`);
  expect(tests).toHaveLength(10);
  const failed = tests.filter(({ verdict }) => verdict !== 'accepted');
  expect(failed).toHaveLength(3);
  const { expected, actual } = failed[0]!.diff!;
  expect(actual.replace('items', 'item')).toBe(expected);
});

test('ACC-9: the demo’s student shows a public profile with what they earned, and is one exercise short of the next', async () => {
  const response = await fetch(`${platform.apiUrl}/api/people/mina`);
  const { data } = (await response.json()) as {
    data: { name: string; achievements: { id: string }[]; activity: { count: number }[] };
  };
  expect(data.name).toBe('Mina Okafor');
  expect(data.achievements.map(({ id }) => id)).toEqual(expect.arrayContaining(['first_try_5', 'solved_1']));
  expect(data.activity.filter(({ count }) => count > 0).length).toBeGreaterThanOrEqual(8);
  const { next } = await student.get<{ next: { id: string; count: number; of: number }[] }>(
    '/api/users/profile/achievements',
  );
  expect(next[0]).toEqual({ id: 'solved_10', count: 9, of: 10 });
});

test('the demo’s trainer has four hand-ins waiting for an answer', async () => {
  const { results } = await trainer.get<List<Submission>>(
    '/api/grading/submissions?review=waiting&page_size=100',
  );
  // Other tests of the run may have given this trainer students of their own.
  const { accounts, children } = demoOrganisations[0]!;
  const names = new Set([...accounts.map(({ name }) => name), ...Object.values(children).flat()]);
  const waiting = results.filter(({ student: { name } }) => names.has(name));
  expect(waiting.map(({ exercise }) => exercise.slug).sort()).toEqual([
    'shopping-list',
    'stair-climber',
    'sum-two-numbers',
    'ts-group-by',
  ]);
});

test('GRD-6: one grading was interrupted by the end of its worker and went on, and its timeline tells so', async () => {
  const { results } = await trainer.get<List<Submission>>('/api/grading/submissions?exercise=stair-climber');
  expect(results[0]).toMatchObject({ verdict: 'time_limit' });
  const owner = openDatabase(platform.ownerUrl, { maximum: 1 });
  try {
    const executions = await owner('executions')
      .join('gradings', 'gradings.id', 'grading_id')
      .where({ submission_id: results[0]!.id })
      .orderBy('attempt')
      .pluck('outcome');
    expect(executions.length).toBeGreaterThan(1);
    expect(executions.at(-1)).toBe('completed');
    const told = await owner('process_events')
      .join('gradings', 'workflow_id', owner.raw(`'grade-submission:' || gradings.id`))
      .where({ submission_id: results[0]!.id })
      .orderBy('process_events.id')
      .pluck('event');
    expect(told).toEqual(expect.arrayContaining(['accepted', 'fault', 'graded']));
    const versions = await owner('exercise_versions').count<{ count: string }[]>();

    await seedDemo({
      ownerUrl: platform.ownerUrl,
      apiUrl: platform.apiUrl,
      data: platform.data,
      log: () => {},
    });
    expect(await owner('exercise_versions').count()).toEqual(versions);
  } finally {
    await owner.destroy();
  }
});

test('the demo’s inbox holds real mails, and its two organisations have different colours and courses', async () => {
  await waitFor(
    'The mails of what the demo’s student has not read',
    async () => {
      const mailed = await fetch(`${platform.mailUrl}/api/messages?to=student%40example.com`);
      const { messages } = (await mailed.json()) as { messages: unknown[] };
      return messages.length >= 9;
    },
    { withinMs: 120_000 },
  );
  const outsider = await demoClient(platform.apiUrl).signIn('outsider@example.com');
  const courses = await outsider.get<List<{ slug: string }>>('/api/curriculum/courses');
  expect(courses.results.map(({ slug }) => slug)).toEqual(['python-at-the-harbour']);
  const colour = async (session: Session) =>
    (await session.get<{ primary_colour: string | null }>('/api/organisations/current')).primary_colour;
  expect(await colour(outsider)).not.toBe(await colour(student));
});
