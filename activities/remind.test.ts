import { MockActivityEnvironment } from '@temporalio/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from '#models/database/knex.ts';
import { createRemindingActivities } from './remind.ts';
import type { RemindReport } from './remind.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let schools: { id: string; course: string }[];
let names = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application] = [openDatabase(database.ownerUrl), openDatabase(database.applicationUrl)];
});
afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});
beforeEach(async () => {
  schools = [];
  for (const _ of ['one', 'other']) {
    const slug = `school-${(names += 1)}`;
    const id = await insert('organisations', { slug, name: slug });
    const course = await insert('courses', { organisation_id: id, slug, title: slug, summary: slug });
    schools.push({ id, course });
  }
});

async function insert(table: string, row: Record<string, unknown>): Promise<string> {
  const [{ id }] = (await owner(table).insert(row).returning('id')) as [{ id: string }];
  return id;
}

async function member(organisation: string, role: string, status = 'active'): Promise<string> {
  const id = await insert('users', { name: role });
  await owner('memberships').insert({ organisation_id: organisation, user_id: id, role, status });
  return id;
}

async function learner({ id, course }: { id: string; course: string }, status = 'active'): Promise<string> {
  const user = await member(id, 'student');
  await owner('enrolments').insert({ organisation_id: id, user_id: user, course_id: course, status });
  return user;
}

async function exerciseDue(
  { id, course }: { id: string; course: string },
  hours: number,
  status = 'published',
): Promise<string> {
  const slug = `exercise-${(names += 1)}`;
  const exercise = await insert('exercises', { organisation_id: id, course_id: course, slug, status });
  const version = await insert('exercise_versions', {
    ...{
      organisation_id: id,
      exercise_id: exercise,
      number: 1,
      title: `Title of ${slug}`,
      statement_md: 'S',
    },
    ...{ kind: 'program', difficulty: 1, languages: ['python'], limits: '{}', content_hash: slug },
    due_at: new Date(Date.now() + hours * 3_600_000),
  });
  await owner('exercises').where({ id: exercise }).update({ published_version_id: version });
  return exercise;
}

const remind = (batch?: number): Promise<RemindReport> =>
  new MockActivityEnvironment().run(
    createRemindingActivities({ database: application, ...(batch && { batch }) }).beginReminders,
  );
const toldOf = (userId: string) => owner('notifications').where({ user_id: userId }).orderBy('id');

test('COM-4: who has not solved what is due within a day is told so, once, in every organisation', async () => {
  const [here, there] = [schools[0]!, schools[1]!];
  const exercise = await exerciseDue(here, 23);
  await exerciseDue(there, 1);
  await exerciseDue(here, 25);
  await exerciseDue(here, -1);
  await exerciseDue(here, 2, 'draft');
  const [ada, solver, cancelled, bob] = [
    await learner(here),
    await learner(here),
    await learner(here, 'cancelled'),
    await learner(there),
  ];
  await owner('exercise_progress').insert({
    ...{ organisation_id: here.id, user_id: solver, exercise_id: exercise, solved_at: new Date() },
  });
  expect(await remind(1)).toMatchObject({ dueSoon: 2 });
  expect(await remind()).toMatchObject({ dueSoon: 0 });
  expect(await toldOf(ada)).toMatchObject([
    { organisation_id: here.id, kind: 'due_soon', key: `due_soon:${exercise}` },
  ]);
  expect(await toldOf(bob)).toMatchObject([{ organisation_id: there.id, kind: 'due_soon' }]);
  expect([...(await toldOf(solver)), ...(await toldOf(cancelled))]).toEqual([]);
  expect(await owner('worker_heartbeats').where({ worker: 'schedule:remind' })).toHaveLength(1);
});

async function parked(organisation: string, kind = 'grade-submission'): Promise<string> {
  const row = await insert('organisations', { slug: `row-${(names += 1)}`, name: 'only its id' });
  const workflow_id = `${kind}:${row}`;
  await owner('processes').insert({
    ...{ workflow_id, organisation_id: organisation, kind, row_id: row, state: 'queued', input: '{}' },
    needs_person: true,
  });
  await park(organisation, workflow_id);
  return workflow_id;
}

const park = (organisation: string, workflow_id: string) =>
  owner('process_events').insert({ organisation_id: organisation, workflow_id, event: 'parked' });

test('COM-4: one who cannot be told keeps nobody else from being told', async () => {
  await owner('worker_heartbeats').delete();
  const [school] = schools as [{ id: string; course: string }];
  const [stuck, other] = [await learner(school), await learner(school)];
  await exerciseDue(school, 3);
  await owner.raw(`
    create function refuse_one() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$;
    create trigger refuse_one before insert on notifications for each row when (new.user_id = '${stuck}') execute function refuse_one()`);
  try {
    // One at a time: who cannot be told does not stand before the others. And what failed is told of.
    await expect(remind(1)).rejects.toThrow('1 could not be told, 1 were.');
    expect(await owner('notifications').whereIn('user_id', [stuck, other]).pluck('user_id')).toEqual([other]);
    expect(await owner('worker_heartbeats').where({ worker: 'schedule:remind' })).toEqual([]);
  } finally {
    await owner.raw('drop trigger refuse_one on notifications; drop function refuse_one()');
  }
  expect(await remind()).toMatchObject({ dueSoon: 1 });
});

test('COM-4: that a process needs a person is told to those who may repair it, once for each time it began to', async () => {
  const [here, there] = [schools[0]!, schools[1]!];
  const [admin, trainer, stranger, former] = [
    await member(here.id, 'admin'),
    await member(here.id, 'trainer'),
    await member(there.id, 'admin'),
    await member(here.id, 'admin', 'left'),
  ];
  const workflow = await parked(here.id);
  expect(await remind()).toMatchObject({ processes: 1 });
  expect(await remind()).toMatchObject({ processes: 0 });
  const told = { kind: 'process', parameters: { workflow_id: workflow, process_kind: 'grade-submission' } };
  expect(await toldOf(admin)).toMatchObject([told]);
  for (const other of [trainer, stranger, former]) expect(await toldOf(other)).toEqual([]);
  await park(here.id, workflow);
  expect(await remind()).toMatchObject({ processes: 1 });
  expect(await toldOf(admin)).toMatchObject([told, told]);
  // Mended, and stuck again in another way: of a dead letter no event tells.
  for (const needs_person of [false, true])
    await owner('processes').where({ workflow_id: workflow }).update({ needs_person });
  expect(await remind()).toMatchObject({ processes: 1 });
  expect(await remind()).toMatchObject({ processes: 0 });
});

test('COM-4: what tells people is not told of when it fails: each such telling would fail as well, and be told', async () => {
  const { id } = schools[0]!;
  const admin = await member(id, 'admin');
  await parked(id, 'notify');
  const mail = await parked(id, 'send-mail');
  const ordinary = await parked(id, 'send-mail');
  await owner('notifications').insert({
    ...{ organisation_id: id, user_id: admin, kind: 'comment', key: 'comment:a', parameters: '{}' },
    mail_id: mail.replace('send-mail:', ''),
  });
  expect(await remind()).toMatchObject({ processes: 1 });
  expect((await toldOf(admin)).filter(({ kind }) => kind === 'process')).toMatchObject([
    { parameters: { workflow_id: ordinary } },
  ]);
});

test('COM-4: whatever fails a thousandfold is told twenty times an hour', async () => {
  const { id } = schools[0]!;
  const [one, another] = [await member(id, 'admin'), await member(id, 'superadmin')];
  for (let count = 0; count < 25; count += 1) await parked(id);
  expect(await remind()).toMatchObject({ processes: 40 });
  expect(await remind()).toMatchObject({ processes: 0 });
  expect([(await toldOf(one)).length, (await toldOf(another)).length]).toEqual([20, 20]);
  await owner('notifications')
    .where({ organisation_id: id })
    .update({ created_at: owner.raw(`now() - interval '2 hours'`) });
  expect(await remind()).toMatchObject({ processes: 10 });
});
