import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import { expiringTables, forgetExpired } from './forget-expired.ts';
import { openDatabase } from './knex.ts';

test('what nobody can use any more goes, what counts stays; a second time nothing happens', async () => {
  const database = await createTestDatabase();
  const owner = openDatabase(database.ownerUrl, { maximum: 2 });
  const application = openDatabase(database.applicationUrl, { maximum: 2 });
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
  const [organisation] = await owner('organisations').insert({ slug: 'demo', name: 'Demo' }).returning('id');
  const [user] = await owner('users').insert({ name: 'A', email: 'a@example.com' }).returning('id');
  const session = { user_id: user.id, organisation_id: organisation.id };
  const link = { user_id: user.id, purpose: 'verify_email' };
  const key = { user_id: user.id, request_hash: randomBytes(32), response_status: 202, response_body: '{}' };
  await owner('sessions').insert([
    { ...session, expires_at: ago(31) },
    { ...session, expires_at: ago(29) },
  ]);
  await owner('mailed_tokens').insert([
    { ...link, token_hash: randomBytes(32), expires_at: ago(8) },
    { ...link, token_hash: randomBytes(32), expires_at: ago(6) },
  ]);
  await owner('idempotency_keys').insert([
    { ...key, key: 'old', created_at: ago(2) },
    { ...key, key: 'new' },
  ]);
  await owner('rate_limit_leases').insert([
    { key: 'a', window_start: ago(1) },
    { key: 'a', window_start: ago(0) },
  ]);
  await owner('sign_in_failures').insert([
    { key: 'old', first_failed_at: ago(2) },
    { key: 'locked', first_failed_at: ago(2), locked_until: ago(-1) },
    { key: 'new', first_failed_at: ago(0) },
  ]);
  const event = { provider: 'stripe', type: 'a', refers_to: [], body_hash: randomBytes(32) };
  await owner('webhook_events').insert([
    { ...event, event_id: 'old', state: 'delivered', received_at: ago(31) },
    { ...event, event_id: 'ignored', state: 'ignored', received_at: ago(31) },
    { ...event, event_id: 'new', state: 'delivered', received_at: ago(29) },
    { ...event, event_id: 'to be looked at', state: 'undeliverable', received_at: ago(89) },
    { ...event, event_id: 'never looked at', state: 'undeliverable', received_at: ago(91) },
    { ...event, event_id: 'waiting', state: 'received', received_at: ago(91) },
  ]);
  await owner('memberships').insert({ organisation_id: organisation.id, user_id: user.id, role: 'student' });
  const told = { organisation_id: organisation.id, user_id: user.id, kind: 'comment', parameters: '{}' };
  await owner('notifications').insert([
    { ...told, key: 'comment:read long ago', created_at: ago(100), read_at: ago(91) },
    { ...told, key: 'comment:never read', created_at: ago(366) },
    { ...told, key: 'comment:read lately', created_at: ago(364), read_at: ago(89) },
    { ...told, key: 'comment:unread', created_at: ago(364) },
  ]);
  const tried = { organisation_id: organisation.id, grading_id: user.id, outcome: 'system_error' };
  await owner.transaction(async (trx) => {
    // Without the grading that each belongs to.
    await trx.raw(`set local session_replication_role = 'replica'`);
    await trx('executions').insert([
      { ...tried, attempt: 1, ended_at: ago(31) },
      { ...tried, attempt: 2, ended_at: ago(29) },
      { ...tried, attempt: 3, ended_at: ago(31), outcome: 'completed' },
    ]);
  });
  const forgetAll = async () => {
    const gone: Record<string, number> = {};
    for (const table of expiringTables) gone[table] = await forgetExpired(application, table, 100);
    return gone;
  };
  expect(await forgetAll()).toEqual({
    webhook_events: 3,
    notifications: 2,
    executions: 1,
    sessions: 1,
    mailed_tokens: 1,
    idempotency_keys: 1,
    rate_limit_leases: 1,
    sign_in_failures: 1,
  });
  expect(await forgetAll()).toEqual({
    webhook_events: 0,
    notifications: 0,
    executions: 0,
    sessions: 0,
    mailed_tokens: 0,
    idempotency_keys: 0,
    rate_limit_leases: 0,
    sign_in_failures: 0,
  });
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});
