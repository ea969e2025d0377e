import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { recordAudit } from '../audit/audit-entry.ts';
import { asPerson } from './as-person.ts';
import { inOrganisation } from './in-organisation.ts';
import { openDatabase } from './knex.ts';
import { openScopedReads } from './scoped-reads.ts';
import { openSession } from '../accounts/session.ts';
import { createAccount } from '../accounts/user.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
const organisations = { one: '', other: '' };

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl, { maximum: 2 });
  application = openDatabase(database.applicationUrl, { maximum: 2 });
  for (const name of ['one', 'other'] as const) {
    const [row] = await owner('organisations').insert({ slug: name, name }).returning<{ id: string }[]>('id');
    organisations[name] = row!.id;
    await inOrganisation(application, row!.id, async (trx) => {
      const id = await createAccount(trx, {
        organisationId: row!.id,
        email: `${name}@example.com`,
        name,
        passwordHash: null,
        role: 'student',
      });
      await recordAudit(trx, { actorId: id, action: 'user.registered', subjectType: 'user', subjectId: id });
    });
  }
});
afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});

test('ACC-6: inside a scope only that organisation is seen, and a reused connection forgets it', async () => {
  const single = openDatabase(database.applicationUrl, { maximum: 1 });
  for (const name of ['one', 'other'] as const) {
    const names = await inOrganisation(single, organisations[name], (trx) => trx('users').pluck('name'));
    expect(names).toEqual([name]);
    expect(await single('users')).toEqual([]);
    expect(await single('organisations')).toEqual([]);
  }
  await single.destroy();
});

test('ACC-6: nothing can be written into another organisation', async () => {
  const [stranger] = await owner('users').where({ email: 'other@example.com' }).select('id');
  const intrude = inOrganisation(application, organisations.one, (trx) =>
    trx('memberships').insert({ organisation_id: organisations.other, user_id: stranger.id, role: 'admin' }),
  );
  await expect(intrude).rejects.toThrow(/row-level security/);
  expect(
    await inOrganisation(application, organisations.one, (trx) =>
      trx('users').where({ id: stranger.id }).update({ name: 'changed' }),
    ),
  ).toBe(0);
});

test('L4: sessions are seen by their person only, whoever asks in whatever organisation', async () => {
  const people = await owner('users').orderBy('email').select<{ id: string; email: string }[]>('id', 'email');
  for (const { id, email } of people) {
    const organisationId = organisations[email === 'one@example.com' ? 'one' : 'other'];
    const opened = { userId: id, organisationId, userAgent: undefined, address: '::1', seconds: 60 };
    await openSession(application, { ...opened, refreshTokenHash: Buffer.from(email) });
  }
  const [one, other] = people.map(({ id }) => id);
  const seenBy = (id: string) =>
    inOrganisation(application, organisations.one, (trx) =>
      asPerson(trx, id, async (own) => [
        ...(await own('sessions').pluck('user_id')),
        ...(await own('refresh_tokens').pluck('sequence')),
      ]),
    );
  expect(await seenBy(one!)).toEqual([one, 1]);
  expect(await seenBy(other!)).toEqual([other, 1]);
  expect(await inOrganisation(application, organisations.one, (trx) => trx('sessions'))).toEqual([]);
  const forOther = asPerson(application, one!, (trx) =>
    trx('sessions').insert({
      user_id: other,
      organisation_id: organisations.one,
      expires_at: new Date(),
    }),
  );
  await expect(forOther).rejects.toThrow(/row-level security/);
});

test('ACC-12: the application’s role cannot change or remove an audit entry', async () => {
  for (const attempt of [
    (trx: Knex.Transaction) => trx('audit_entries').update({ reason: 'forged' }),
    (trx: Knex.Transaction) => trx('audit_entries').delete(),
    (trx: Knex.Transaction) => trx.raw('truncate audit_entries'),
  ]) {
    await expect(
      inOrganisation(application, organisations.one, async (trx) => void (await attempt(trx))),
    ).rejects.toThrow(/permission denied/);
  }
  // Not even its owner, by accident.
  await expect(owner('audit_entries').update({ reason: 'forged' })).rejects.toThrow(/immutable/);
  expect(await owner('audit_entries').whereNotNull('reason')).toEqual([]);
});

test('reads by pipelining see their own organisation only, also many at once on few connections', async () => {
  const reads = openScopedReads(database.applicationUrl, { maximum: 2 });
  const names = Array.from({ length: 40 }, (_, index) => (index % 2 ? 'one' : 'other') as 'one' | 'other');
  const statement = { name: 'names', text: 'select name, $1::int as number from users', values: [1] };
  const found = await Promise.all(
    names.map((name) => reads.read<{ name: string }>(organisations[name], statement)),
  );
  expect(found.map((rows) => rows.map((row) => row.name))).toEqual(names.map((name) => [name]));
  await expect(
    reads.read(organisations.one, { name: 'broken', text: 'select 1 / 0', values: [] }),
  ).rejects.toThrow(/division by zero/);
  await expect(
    reads.read(organisations.one, { name: 'write', text: `update users set name = 'x'`, values: [] }),
  ).rejects.toThrow(/read-only/);
  await reads.close();
});

test('reads under way when their connection is lost fail, and the next ones get another', async () => {
  const reads = openScopedReads(database.applicationUrl, { maximum: 1 });
  const pid = { name: 'pid', text: 'select pg_backend_pid() as pid', values: [] };
  const [first] = await reads.read<{ pid: number }>(organisations.one, pid);
  const slow = reads.read(organisations.one, { name: 'slow', text: 'select pg_sleep(60)', values: [] });
  const behind = reads.read(organisations.other, pid);
  const settled = Promise.allSettled([slow, behind]);
  await owner.raw('select pg_terminate_backend(?)', [first!.pid]);
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const [later] = await reads.read<{ pid: number }>(organisations.one, pid);
  expect(later!.pid).not.toBe(first!.pid);
  await reads.close();
});

test('a read whose scope could not be entered gives nothing, although the connection still shows another organisation', async () => {
  const reads = openScopedReads(database.applicationUrl, { maximum: 1 });
  const names = { name: 'names', text: 'select name from users', values: [] };
  expect(await reads.read(organisations.one, names)).toHaveLength(1);
  const outcomes = await Promise.allSettled([
    reads.read(organisations.one, names),
    // PostgreSQL refuses the text of this scope.
    reads.read('\u0000', names),
    reads.read('\u0000', names),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(await reads.read(organisations.other, names)).toEqual([{ name: 'other' }]);
  await reads.close();
});
