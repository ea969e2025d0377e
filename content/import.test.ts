import { mkdtemp, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { saveExercise } from '#models/exercises/save-exercise.ts';
import { importContent } from './import.ts';
import { readExercise } from './reading/read-exercise.ts';

const shipped = path.join(import.meta.dirname, 'demo');
let testDatabase: TestDatabase;
let owner: ReturnType<typeof openDatabase>;
let application: ReturnType<typeof openDatabase>;
let organisationId: string;
let folder: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  owner = openDatabase(testDatabase.ownerUrl);
  application = openDatabase(testDatabase.applicationUrl);
  folder = await mkdtemp(path.join(tmpdir(), 'waymark-content-'));
  await cp(shipped, folder, { recursive: true });
  const [organisation] = await owner('organisations')
    .insert({ slug: 'school', name: 'School' })
    .returning<{ id: string }[]>('id');
  organisationId = organisation!.id;
  const [admin] = await owner('users')
    .insert({ name: 'Author', email: 'author@example.com' })
    .returning<{ id: string }[]>('id');
  await owner('memberships').insert({ organisation_id: organisationId, user_id: admin!.id, role: 'admin' });
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await testDatabase.drop();
  await rm(folder, { recursive: true });
});

test('CUR-7: content is imported once: a second import changes nothing, and a changed file changes only what it says', async () => {
  const first = await importContent(application, organisationId, folder);
  expect(first.exercises.every(({ changed, reason }) => changed && reason === null)).toBe(true);
  const checks = await owner('submissions').where({ purpose: 'solution_check' });
  expect(checks.length).toBe(first.outboxIds.length);
  const before = await counts();

  const second = await importContent(application, organisationId, folder);
  expect([...second.courses, ...second.exercises].filter(({ changed }) => changed)).toEqual([]);
  expect(second.outboxIds).toEqual([]);
  expect(await counts()).toEqual(before);

  const statement = path.join(folder, 'exercises/sum-two-numbers/statement.md');
  await writeFile(statement, `${await readFile(statement, 'utf8')}\nTake your time.\n`);
  const third = await importContent(application, organisationId, folder);
  expect(third.exercises.filter(({ changed }) => changed).map(({ slug }) => slug)).toEqual([
    'sum-two-numbers',
  ]);
  const versions = await owner('exercise_versions')
    .join('exercises', 'exercises.id', 'exercise_id')
    .where({ slug: 'sum-two-numbers' })
    .orderBy('number');
  expect(versions.map((version: { number: number }) => version.number)).toEqual([1, 2]);
});

test('CUR-7: what was edited in the browser stays until its own file changes', async () => {
  const file = path.join(folder, 'exercises/leap-year/statement.md');
  const definition = { ...(await readExercise(path.dirname(file))), title: 'Edited by a trainer' };
  const [author] = await owner('users').select<{ id: string }[]>('id');
  await inOrganisation(application, organisationId, (trx) =>
    saveExercise(trx, { organisationId, authorId: author!.id, definition }),
  );
  expect(
    (await importContent(application, organisationId, folder)).exercises.filter(({ changed }) => changed),
  ).toEqual([]);
  await writeFile(file, `${await readFile(file, 'utf8')}\nMind the centuries.\n`);
  expect(
    (await importContent(application, organisationId, folder)).exercises.filter(({ changed }) => changed),
  ).toMatchObject([{ slug: 'leap-year' }]);
});

test('a content file that is wrong stops the import before anything is written, and is named', async () => {
  const file = path.join(folder, 'exercises/sum-two-numbers/exercise.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('difficulty: 1', 'difficulty: 9'));
  const before = await counts();
  await expect(importContent(application, organisationId, folder)).rejects.toThrow(
    /exercise\.yaml.*difficulty/,
  );
  expect(await counts()).toEqual(before);
  await writeFile(file, text);
});

async function counts() {
  const tables = [
    'exercises',
    'exercise_versions',
    'exercise_tests',
    'courses',
    'lessons',
    'lesson_blocks',
    'categories',
    'submissions',
    'gradings',
    'outbox',
  ];
  return Promise.all(
    tables.map(async (table) => [table, (await owner(table).count<{ count: string }[]>())[0]!.count]),
  );
}
