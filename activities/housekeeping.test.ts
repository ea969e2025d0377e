import { randomBytes } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from '#models/database/knex.ts';
import { createHousekeepingActivities } from './housekeeping.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let relay: Knex;
let person: { organisation_id: string; user_id: string };

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application, relay] = [database.ownerUrl, database.applicationUrl, database.relayUrl].map((url) =>
    openDatabase(url, { maximum: 2 }),
  ) as [Knex, Knex, Knex];
  const [organisation] = await owner('organisations').insert({ slug: 'demo', name: 'Demo' }).returning('id');
  const [user] = await owner('users').insert({ name: 'A', email: 'a@example.com' }).returning('id');
  person = { organisation_id: organisation.id, user_id: user.id };
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy(), relay.destroy()]);
  await database.drop();
});

const rowsEach = 5;
const batch = 2;
const longAgo = new Date(Date.now() - 100 * 86_400_000);

/** Of each table with an arrear, one row that has had its time. */
const old: Record<string, (index: number) => object> = {
  outbox: (index) => ({
    organisation_id: person.organisation_id,
    kind: 'start',
    workflow_type: 'x',
    workflow_id: `old:${index}`,
    arguments: {},
    status: index % 2 ? 'delivered' : 'obsolete',
    created_at: longAgo,
  }),
  sessions: () => ({ ...person, expires_at: longAgo }),
  mailed_tokens: () => ({
    user_id: person.user_id,
    purpose: 'verify_email',
    token_hash: randomBytes(32),
    expires_at: longAgo,
  }),
  idempotency_keys: (index) => ({
    user_id: person.user_id,
    key: `old ${index}`,
    request_hash: randomBytes(32),
    response_status: 202,
    response_body: '{}',
    created_at: longAgo,
  }),
  webhook_events: (index) => ({
    provider: 'stripe',
    type: 'a',
    refers_to: [],
    body_hash: randomBytes(32),
    event_id: `old ${index}`,
    state: 'delivered',
    received_at: longAgo,
  }),
  rate_limit_leases: (index) => ({ key: `old ${index}`, window_start: longAgo }),
  sign_in_failures: (index) => ({ key: `old ${index}`, first_failed_at: longAgo }),
};
const tables = Object.keys(old);

beforeEach(async () => {
  await owner('worker_heartbeats').del();
  for (const [table, row] of Object.entries(old)) {
    await owner(table).del();
    await owner(table).insert(Array.from({ length: rowsEach }, (_, index) => row(index)));
  }
});

const cleanUp = () =>
  new MockActivityEnvironment().run(
    createHousekeepingActivities({ database: application, relayDatabase: relay, batch }).cleanUp,
  );
const rowsLeft = async () =>
  Object.fromEntries(
    await Promise.all(
      tables.map(async (table) => [table, (await owner(table).select(owner.raw('1'))).length]),
    ),
  );

test('an arrear of any size goes in batches, none of which removes more than its share', async () => {
  onTestFinished(() => owner.raw('drop function refuse_large_batch cascade'));
  await owner.raw(`
    create function refuse_large_batch() returns trigger language plpgsql as $$
    begin
      if (select count(*) from removed) > ${batch} then raise exception 'too many rows of % at once', tg_table_name; end if;
      return null;
    end $$`);
  for (const table of tables)
    await owner.raw(
      `create trigger refuse_large_batch after delete on ${table} referencing old table as removed
       for each statement execute function refuse_large_batch()`,
    );
  const report = await cleanUp();
  const { outbox, ...expired } = Object.fromEntries(tables.map((table) => [table, rowsEach]));
  expect(report).toMatchObject({ outboxRowsRemoved: outbox, expiredRowsRemoved: expired });
  expect(new Set(Object.values(await rowsLeft()))).toEqual(new Set([0]));
  expect(await cleanUp()).toMatchObject({ outboxRowsRemoved: 0 });
});

test.each(tables)(
  'where removing from %s fails, the rest goes all the same, and it is told',
  async (failing) => {
    onTestFinished(() => owner.raw('drop function refuse_removal cascade'));
    await owner.raw(`
    create function refuse_removal() returns trigger language plpgsql as $$
    begin raise exception 'canceling statement due to statement timeout' using errcode = '57014'; end $$;
    create trigger refuse_removal before delete on ${failing} for each row execute function refuse_removal()`);
    const failure: unknown = await cleanUp().catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: `Housekeeping failed at: ${failing}` });
    expect(await rowsLeft()).toEqual(
      Object.fromEntries(tables.map((table) => [table, table === failing ? rowsEach : 0])),
    );
    expect(await owner('worker_heartbeats').where({ worker: 'schedule:housekeeping' })).toEqual([]);
  },
);
