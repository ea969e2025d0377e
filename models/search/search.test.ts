import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import type { Role } from '#domain/permissions.ts';
import type { SearchKind } from '#domain/search/search-kinds.ts';
import { createAccount } from '../accounts/user.ts';
import { emptyAccount, leaveOrganisation } from '../accounts/erase-person.ts';
import { inOrganisation } from '../database/in-organisation.ts';
import { openDatabase } from '../database/knex.ts';
import { openScopedReads } from '../database/scoped-reads.ts';
import type { ScopedReads } from '../database/scoped-reads.ts';
import { findThings } from './find-things.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let reads: ScopedReads;
let tenant: string;
let other: string;
const people = {} as Record<Role | 'classmate', string>;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl, { maximum: 2 });
  application = openDatabase(database.applicationUrl, { maximum: 2 });
  reads = openScopedReads(database.applicationUrl, { maximum: 2 });
  tenant = await add('organisations', { slug: 'demo', name: 'Demo' });
  other = await add('organisations', { slug: 'other', name: 'Other' });
  for (const role of ['student', 'trainer', 'parent', 'admin', 'superadmin'] as const)
    people[role] = await person(role, `${role} Somebody`);
  people.classmate = await person('student', 'Zoë Lindqvist');
  await owner('trainer_assignments').insert({
    organisation_id: tenant,
    student_id: people.student,
    trainer_id: people.trainer,
  });
  await owner('guardianships').insert({
    organisation_id: tenant,
    parent_id: people.parent,
    child_id: people.student,
  });
});
afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy(), reads.close()]);
  await database.drop();
});

async function add(table: string, row: object): Promise<string> {
  const [added] = await owner(table).insert(row).returning<{ id: string }[]>('id');
  return added!.id;
}

const person = (role: Role, name: string, organisationId = tenant) =>
  inOrganisation(application, organisationId, (trx) =>
    createAccount(trx, {
      organisationId,
      email: `${role}.${Math.random().toString(36).slice(2)}@example.com`,
      name,
      passwordHash: null,
      role,
    }),
  );

const course = (title: string, row: object = {}) =>
  add('courses', {
    organisation_id: tenant,
    slug: `course-${Math.random()}`.replace('.', ''),
    title,
    summary: '',
    status: 'published',
    ...row,
  });

async function exercise(
  title: string,
  row: { status?: string; statement_md?: string; solution?: string } = {},
) {
  const { status = 'published', statement_md = '', solution = '' } = row;
  const slug = `exercise-${Math.random()}`.replace('.', '');
  const id = await add('exercises', { organisation_id: tenant, slug, status });
  const version = await add('exercise_versions', {
    ...{ organisation_id: tenant, exercise_id: id, number: 1, title, statement_md, kind: 'program' },
    ...{ difficulty: 1, languages: ['python'], limits: {}, content_hash: 'hash' },
    ...{ solution: { python: [{ name: 'main.py', content: solution }] }, hints: JSON.stringify([solution]) },
  });
  if (status === 'published')
    await owner('exercises').where({ id }).update({ published_version_id: version });
  return { id, version };
}

const handIn = (of: { id: string; version: string }, userId: string, row: object = {}) =>
  add('submissions', {
    ...{ organisation_id: tenant, exercise_id: of.id, exercise_version_id: of.version, user_id: userId },
    ...{
      language: 'python',
      files: JSON.stringify([{ name: 'main.py', content: 'secretcode' }]),
      attempt: 1,
      ...row,
    },
  });

/** The kinds and titles of what somebody finds, the best first. */
async function find(query: string, who: Role | 'classmate' = 'admin', kind?: SearchKind): Promise<string[]> {
  const reader = { userId: people[who], role: who === 'classmate' ? ('student' as const) : who };
  const { rows } = await findThings(reads, tenant, {
    ...{ reader, query, kinds: kind && [kind], page: 1, pageSize: 100 },
  });
  return rows.map((row) => `${row.kind} ${row.title}`);
}

describe('CUR-8: words', () => {
  test('are found in every script, by their beginnings, without accents, in any order', async () => {
    await course('Café société');
    await course('مقدمة في قواعد البيانات');
    await course('数据库课程');
    await course('Основы программирования');
    const cases: Record<string, string> = {
      cafe: 'course Café société',
      'CAFÉ soc': 'course Café société',
      'société caf': 'course Café société',
      قواعد: 'course مقدمة في قواعد البيانات',
      البيانات: 'course مقدمة في قواعد البيانات',
      数据: 'course 数据库课程',
      课程: 'course 数据库课程',
      库: 'course 数据库课程',
      программ: 'course Основы программирования',
    };
    for (const [query, title] of Object.entries(cases))
      expect([query, await find(query)]).toEqual([query, [title]]);
    // The characters of one word stand side by side.
    expect(await find('程课')).toEqual([]);
  });

  test('with typing errors are found too, in every script', async () => {
    await course('Python algorithms');
    for (const query of ['pyhton', 'algoritms', 'algorihtms', 'pythn', 'pithon'])
      expect([query, await find(query)]).toEqual([query, ['course Python algorithms']]);
    expect(await find('قواعض')).toEqual(['course مقدمة في قواعد البيانات']);
    expect(await find('программировние')).toEqual(['course Основы программирования']);
    expect(await find('xylophone')).toEqual([]);
  });

  test('stand in this order: titles that begin so, then words, then what resembles', async () => {
    await course('Weaving');
    await course('Weaving for beginners');
    await course('Hand weaving');
    await course('Baskets', { summary: 'Something on weaving.' });
    expect(await find('weaving')).toEqual([
      'course Weaving',
      'course Weaving for beginners',
      'course Hand weaving',
      'course Baskets',
    ]);
  });

  test('may hold anything', async () => {
    for (const query of [
      '',
      ' ',
      '%',
      '_',
      '\\',
      "'",
      '"',
      ':*',
      '!',
      '&',
      '<->',
      '(',
      '🎒',
      'a'.repeat(200),
      "' or 1=1",
    ])
      expect([query, await find(query)]).toEqual([query, []]);
  });

  test('one letter finds titles that begin with it', async () => {
    await course('Zebra crossings');
    expect(await find('z', 'student')).toEqual(['course Zebra crossings']);
  });
});

describe('CUR-8: what is written is found at once, and what is taken back no more', () => {
  test('courses and their lessons', async () => {
    const id = await course('Seafaring', { status: 'draft' });
    const lesson = await add('lessons', {
      ...{ organisation_id: tenant, course_id: id, slug: 'knots', title: 'Knots', position: 1 },
    });
    await owner('lesson_blocks').insert({
      ...{ organisation_id: tenant, lesson_id: lesson, position: 1, kind: 'text' },
      content: { markdown: 'A **bowline** holds.' },
    });
    expect(await find('seafaring')).toEqual([]);
    expect(await find('bowline')).toEqual([]);
    await owner('courses').where({ id }).update({ status: 'published' });
    expect(await find('seafaring')).toEqual(['course Seafaring']);
    expect(await find('bowline', 'student')).toEqual(['lesson Knots']);
    await owner('lessons').where({ id: lesson }).update({ title: 'Hitches' });
    expect(await find('bowline', 'student')).toEqual(['lesson Hitches']);
    await owner('lessons').where({ id: lesson }).update({ status: 'draft' });
    expect(await find('bowline')).toEqual([]);
    await owner('lessons').where({ id: lesson }).update({ status: 'published' });
    await owner('courses').where({ id }).delete();
    expect(await find('seafaring')).toEqual([]);
    expect(await find('bowline')).toEqual([]);
  });

  test('exercises: drafts, solutions, hints and tests are found by nobody', async () => {
    await exercise('Marmalade', { status: 'draft' });
    const published = await exercise('Chutney', {
      statement_md: 'Boil the mango.',
      solution: 'secretsolution',
    });
    await owner('exercise_tests').insert({
      ...{
        organisation_id: tenant,
        exercise_version_id: published.version,
        position: 0,
        name: 'secretname',
        hidden: true,
      },
      ...{ input: { stdin: 'secretinput' }, expected: { stdout: 'secretoutput' }, compare: 'exact' },
    });
    expect(await find('mango', 'student')).toEqual(['exercise Chutney']);
    for (const role of ['student', 'trainer', 'admin', 'superadmin'] as const)
      for (const query of ['marmalade', 'secretsolution', 'secretname', 'secretinput', 'secretoutput'])
        expect([role, query, await find(query, role)]).toEqual([role, query, []]);
    await owner('exercises').where({ id: published.id }).update({ status: 'archived' });
    expect(await find('mango')).toEqual([]);
  });

  test('submissions: by their student, that student’s trainer and parents, and admins; their code and checks of solutions by nobody', async () => {
    const rope = await exercise('Ropewalk');
    await handIn(rope, people.student);
    await handIn(rope, people.classmate, { attempt: 1 });
    await handIn(rope, people.trainer, { purpose: 'solution_check', attempt: null });
    const found = 'submission Ropewalk';
    expect(await find('ropewalk', 'student', 'submission')).toEqual([found]);
    expect(await find('ropewalk', 'classmate', 'submission')).toEqual([found]);
    expect(await find('ropewalk', 'trainer', 'submission')).toEqual([found]);
    expect(await find('ropewalk', 'parent', 'submission')).toEqual([found]);
    expect(await find('ropewalk', 'admin', 'submission')).toEqual([found, found]);
    expect(await find('rpoewalk', 'student', 'submission')).toEqual([found]);
    expect(await find('Zoe Lindqvist', 'trainer', 'submission')).toEqual([]);
    expect(await find('Zoe Lindqvist', 'admin', 'submission')).toEqual([found]);
    for (const role of ['student', 'admin'] as const) expect(await find('secretcode', role)).toEqual([]);
    // By its id, as copied from an address, the same people find it.
    const own = await handIn(rope, people.student, { attempt: 2 });
    for (const who of ['student', 'trainer', 'parent', 'admin'] as const)
      expect([who, await find(`/submissions/${own}`, who)]).toEqual([who, [found]]);
    expect(await find(own, 'classmate')).toEqual([]);
  });

  test('people: by admins, their trainer and their parents, never by classmates', async () => {
    expect(await find('student somebody', 'admin', 'person')).toContain('person student Somebody');
    expect(await find('student somebody', 'trainer', 'person')).toEqual(['person student Somebody']);
    expect(await find('student somebody', 'parent', 'person')).toEqual(['person student Somebody']);
    expect(await find('zoe', 'trainer', 'person')).toEqual([]);
    for (const who of ['student', 'classmate'] as const)
      expect(await find('somebody', who, 'person')).toEqual([]);
    const { email } = await owner('users').where({ id: people.student }).first('email');
    expect(await find(email, 'trainer')).toEqual(['person student Somebody']);
    expect(await find(email, 'classmate')).toEqual([]);
  });

  test('processes: by admins, with whom they are for; runs are left out', async () => {
    const process = (kind: string, id: string) =>
      owner('processes').insert({
        ...{
          workflow_id: `${kind}:${id}`,
          organisation_id: tenant,
          kind,
          row_id: id,
          user_id: people.classmate,
        },
        ...{ state: 'queued', input: '{}' },
      });
    const id = '01990000-0000-7000-8000-0000000abcde';
    await process('send-mail', id);
    await process('run-code', '01990000-0000-7000-8000-0000000abcdf');
    expect(await find(id)).toEqual(['process send-mail']);
    expect(await find('lindqvist', 'admin', 'process')).toEqual(['process send-mail']);
    for (const role of ['student', 'trainer', 'parent', 'classmate'] as const)
      expect([role, await find(id, role)]).toEqual([role, []]);
    await owner('processes').where({ row_id: id }).delete();
    expect(await find(id)).toEqual([]);
  });
});

test('CUR-8: two organisations never mix', async () => {
  await course('Xenolith', { organisation_id: other });
  await person('student', 'Xenolith Xavier', other);
  for (const role of ['student', 'trainer', 'parent', 'admin', 'superadmin'] as const)
    expect([role, await find('xenolith', role)]).toEqual([role, []]);
  const reader = { userId: people.admin, role: 'admin' as const };
  const there = await findThings(reads, other, { reader, query: 'xenolith', page: 1, pageSize: 10 });
  expect(there.rows.map(({ title }) => title)).toEqual(['Xenolith', 'Xenolith Xavier']);
  // Nobody looks into the table itself, in whatever scope.
  await expect(inOrganisation(application, tenant, (trx) => trx('search_entries').select())).rejects.toThrow(
    /permission denied/,
  );
});

test('CUR-8: a person who changes their name, leaves or is erased is found as they are', async () => {
  const rope = await exercise('Tightrope');
  const id = await person('student', 'Ottoline Farnsworth');
  await handIn(rope, id);
  expect((await find('ottoline')).sort()).toEqual(['person Ottoline Farnsworth', 'submission Tightrope']);
  await owner('users').where({ id }).update({ name: 'Ottoline Greaves' });
  expect(await find('farnsworth')).toEqual([]);
  expect((await find('greaves')).sort()).toEqual(['person Ottoline Greaves', 'submission Tightrope']);
  await inOrganisation(application, tenant, (trx) => leaveOrganisation(trx, tenant, id));
  expect(await find('greaves')).toEqual(['submission Tightrope']);
  await inOrganisation(application, tenant, (trx) => emptyAccount(trx, id));
  for (const query of ['ottoline', 'greaves']) expect([query, await find(query)]).toEqual([query, []]);
  const kept = await owner('search_entries').where({ user_id: id });
  expect(JSON.stringify(kept)).not.toMatch(/ottoline|greaves/i);
});

test('CUR-8: a list has pages, counts no further than 100 of a kind, and holds so many of each kind as are asked for', async () => {
  await owner.raw(
    `insert into courses (organisation_id, slug, title, summary, status) select ?, 'loom-' || n, 'Loom ' || n, '', 'published' from generate_series(1, 130) n`,
    [tenant],
  );
  await exercise('Loom and thread');
  const reader = { userId: people.student, role: 'student' as const };
  const ask = (wanted: { page?: number; each?: number; kinds?: SearchKind[] }) =>
    findThings(reads, tenant, { reader, query: 'loom', page: 1, pageSize: 40, ...wanted });
  const first = await ask({});
  const second = await ask({ page: 2 });
  expect([first.count, first.rows.length, second.rows.length]).toEqual([101, 40, 40]);
  expect(new Set([...first.rows, ...second.rows].map(({ row_id }) => row_id)).size).toBe(80);
  expect(await ask({ page: 9 })).toEqual({ count: 101, rows: [] });
  expect((await ask({ each: 5 })).rows.map(({ kind }) => kind)).toEqual([
    ...Array(5).fill('course'),
    'exercise',
  ]);
  expect((await ask({ kinds: ['exercise'] })).count).toBe(1);
});
