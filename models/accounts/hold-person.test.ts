import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { inOrganisation } from '../database/in-organisation.ts';
import { openDatabase } from '../database/knex.ts';
import { beginThoseAlone } from '../processes/erase-person.ts';
import { holdPerson, leaveOrganisation } from './erase-person.ts';
import { createAccount } from './user.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let organisationId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application] = [openDatabase(database.ownerUrl), openDatabase(database.applicationUrl)];
  const [organisation] = await owner('organisations')
    .insert({ slug: 'demo', name: 'Demo' })
    .returning<{ id: string }[]>('id');
  organisationId = organisation!.id;
});
afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});

const within = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
  inOrganisation(application, organisationId, work);

let people = 0;
const person = (role: 'parent' | 'student', trx: Knex.Transaction) =>
  createAccount(trx, {
    ...{ organisationId, name: role, passwordHash: null, role },
    email: role === 'parent' ? `parent-${(people += 1)}@example.com` : null,
  });

/** As a parent does (`addChild`): their row is locked, then the guardianship written. */
async function addChild(trx: Knex.Transaction, parentId: string): Promise<string> {
  await trx('users').where({ id: parentId }).forUpdate().select('id');
  const childId = await person('student', trx);
  await trx('guardianships').insert({
    ...{ organisation_id: organisationId, parent_id: parentId, child_id: childId },
  });
  return childId;
}

/** As whoever removes a person does. */
async function leave(trx: Knex.Transaction, parentId: string): Promise<string[]> {
  await holdPerson(trx, parentId);
  const { children } = await beginThoseAlone(trx, { organisationId, parentId, requestedBy: parentId });
  await leaveOrganisation(trx, organisationId, parentId);
  return children;
}

const isWaiting = () =>
  expect
    .poll(
      () => owner('pg_stat_activity').where({ datname: database.name, wait_event_type: 'Lock' }).pluck('pid'),
      { timeout: 20_000 },
    )
    .not.toEqual([]);

/** The first has done its work and holds what it holds, the second begins and waits, then the first ends. */
async function interleave<First, Second>(
  first: (trx: Knex.Transaction) => Promise<First>,
  second: (trx: Knex.Transaction) => Promise<Second>,
): Promise<[First, PromiseSettledResult<Second>]> {
  let later: Promise<PromiseSettledResult<Second>[]> | undefined;
  const done = await within(async (trx) => {
    const result = await first(trx);
    later = Promise.allSettled([within(second)]);
    await Promise.race([later, isWaiting()]);
    return result;
  });
  return [done, (await later!)[0]!];
}

test('a child who is added while their parent leaves is not left with nobody', async () => {
  const parent = await within((trx) => person('parent', trx));
  const [child, left] = await interleave(
    (trx) => addChild(trx, parent),
    (trx) => leave(trx, parent),
  );
  expect(left).toMatchObject({ status: 'fulfilled', value: [child] });
  // The other way about: whoever has left adds nobody.
  const other = await within((trx) => person('parent', trx));
  const [, added] = await interleave(
    (trx) => leave(trx, other),
    (trx) => addChild(trx, other),
  );
  expect(added).toMatchObject({ status: 'rejected', reason: { code: 'WM005' } });
});

test('of two parents who leave at once, whoever is last takes their child along', async () => {
  const [mother, father] = await within(async (trx) => [
    await person('parent', trx),
    await person('parent', trx),
  ]);
  const child = await within((trx) => addChild(trx, mother));
  await within((trx) =>
    trx('guardianships').insert({ organisation_id: organisationId, parent_id: father, child_id: child }),
  );
  const [first, second] = await interleave(
    (trx) => leave(trx, mother),
    (trx) => leave(trx, father),
  );
  expect([first, second]).toMatchObject([[], { status: 'fulfilled', value: [child] }]);
});

test('what somebody writes while they leave is written before, or refused', async () => {
  const writes = {
    runs: (userId: string) => ({
      user_id: userId,
      language: 'python',
      files: '[]',
      tests: '[]',
      limits: '{}',
    }),
    guardianships: (userId: string) => ({ parent_id: userId, child_id: userId }),
  };
  for (const [table, row] of Object.entries(writes)) {
    const writer = await within((trx) => person('parent', trx));
    const write = (trx: Knex.Transaction) =>
      trx(table).insert({ organisation_id: organisationId, ...row(writer) });
    const [, refused] = await interleave((trx) => leave(trx, writer), write);
    expect([table, refused]).toMatchObject([table, { status: 'rejected', reason: { code: 'WM005' } }]);
  }
});

test('what others write about somebody who leaves, and about their child, need not wait', async () => {
  const parent = await within((trx) => person('parent', trx));
  const child = await within((trx) => addChild(trx, parent));
  await within(async (trx) => {
    await holdPerson(trx, parent);
    for (const actor_id of [parent, child])
      await within(async (other) => {
        await other.raw(`set local lock_timeout = '1s'`);
        await other('audit_entries').insert({
          ...{ organisation_id: organisationId, actor_id, action: 'user.updated' },
          ...{ subject_type: 'user', subject_id: child },
        });
      });
  });
});
