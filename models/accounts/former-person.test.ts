import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { inOrganisation } from '../database/in-organisation.ts';
import { openDatabase } from '../database/knex.ts';
import { emptyAccount, leaveOrganisation } from './erase-person.ts';
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

const idsOnly = 'Ids and results: under the pseudonym they tell nothing of the person.';
const withAudit =
  'What a person does to others’ rows is audited in the same transaction, and that is refused.';
const ownRow = 'Stands beside a row of the person’s own, in the same transaction, and that is refused.';

/** Columns that name a person in tables that the application may insert into, where an erased person’s write is not refused, and why. */
const notRefused: Record<string, string> = {
  'courses.created_by': idsOnly,
  'erasures.requested_by': 'An erasure only takes away, and a parent’s own begins those of their children.',
  'erasures.user_id': 'Only takes away.',
  'exercise_progress.user_id': idsOnly,
  'exercise_versions.created_by': withAudit,
  'exercises.created_by': withAudit,
  'gradings.requested_by': withAudit,
  'guardianships.child_id': 'A parent adds them, and is asked.',
  'lesson_progress.user_id': idsOnly,
  'mails.user_id':
    'Written by processes that must go on; whoever erases a person looks here again at the end.',
  'mails.written_by': ownRow,
  'notification_preferences.user_id': 'Which kinds on which channels: nothing that tells the person.',
  'notifications.actor_id': ownRow,
  'notifications.user_id': 'Written by processes that must go on, about what others did.',
  'organisation_texts.updated_by': withAudit,
  'personal_archives.user_id': 'Whoever asks for it is asked.',
  'processes.user_id': ownRow,
  'progress_events.user_id': idsOnly,
  'sessions.acting_user_id': 'Of a parent who looks through their child’s eyes: audited in the same request.',
  'submissions.reviewed_by': idsOnly,
  'trainer_assignments.assigned_by': withAudit,
  'trainer_assignments.student_id': idsOnly,
  'trainer_assignments.trainer_id': idsOnly,
};

const people = `
  select relname || '.' || attname as name,
    exists (select from pg_trigger join pg_proc on pg_proc.oid = tgfoid where tgrelid = attrelid and tgenabled = 'O'
      and proname in ('refuse_former_member', 'refuse_erased_person') and tgargs = convert_to(attname::text, 'UTF8') || '\\x00') as refused
  from pg_attribute join pg_class on pg_class.oid = attrelid
  where relkind = 'r' and relnamespace = 'public'::regnamespace and attnum > 0 and not attisdropped and has_table_privilege('waymark_application', attrelid, 'insert')
    and (attname = 'user_id' or exists (select from pg_constraint where conrelid = attrelid and contype = 'f' and attnum = any (conkey)
      and confrelid in ('users'::regclass, 'memberships'::regclass) and attname <> 'organisation_id'))
  order by 1`;

test('ACC-8: whoever is gone writes nothing of themselves: each column that names a person is guarded, or says why not', async () => {
  const { rows } = await owner.raw<{ rows: { name: string; refused: boolean }[] }>(people);
  expect(rows.filter(({ refused }) => refused).length).toBeGreaterThan(12);
  const open = rows.filter(({ refused }) => !refused).map(({ name }) => name);
  expect(open).toEqual(Object.keys(notRefused).sort());
});

const within = <Result>(work: (trx: Knex.Transaction) => Promise<Result>, personId = '') =>
  inOrganisation(application, organisationId, async (trx) => {
    await trx.raw(`select set_config('waymark.person_id', ?, true)`, [personId]);
    return work(trx);
  });

let count = 0;
const person = () =>
  within((trx) => {
    const email = `person-${(count += 1)}@example.com`;
    return createAccount(trx, { organisationId, name: 'Ada', email, passwordHash: null, role: 'admin' });
  });

const inAnHour = () => new Date(Date.now() + 3_600_000);
const secret = () => randomBytes(32);

/** What an API process that still knows a person would write for them. */
const writes: Record<string, (trx: Knex.Transaction, userId: string) => PromiseLike<unknown>> = {
  users: (trx, id) => trx('users').where({ id }).update({ name: 'Ada again' }),
  user_pictures: (trx, user_id) =>
    trx('user_pictures').insert({ user_id, media_type: 'image/png', content: Buffer.from('a picture') }),
  public_profiles: (trx, user_id) =>
    trx('public_profiles').insert({
      ...{ organisation_id: organisationId, user_id, handle: `ada-${count}`, headline: 'Ada’s own words' },
    }),
  invitations: (trx, invited_by) =>
    trx('invitations').insert({
      ...{ organisation_id: organisationId, email: 'new@example.com', role: 'admin', invited_by },
      ...{ token_hash: secret(), expires_at: inAnHour() },
    }),
  personal_archives: (trx, user_id) =>
    trx('personal_archives').insert({ organisation_id: organisationId, user_id, requested_by: user_id }),
  sessions: (trx, user_id) =>
    trx('sessions').insert({ organisation_id: organisationId, user_id, expires_at: inAnHour() }),
  mailed_tokens: (trx, user_id) =>
    trx('mailed_tokens').insert({
      ...{ user_id, token_hash: secret(), purpose: 'reset_password', expires_at: inAnHour() },
    }),
  idempotency_keys: (trx, user_id) =>
    trx('idempotency_keys').insert({
      ...{ user_id, key: 'key', request_hash: secret(), response_status: 200, response_body: '{}' },
    }),
  audit_entries: (trx, actor_id) =>
    trx('audit_entries').insert({
      ...{ organisation_id: organisationId, actor_id, action: 'user.updated', address: '192.0.2.7' },
      ...{ subject_type: 'user', subject_id: actor_id },
    }),
};

for (const [table, write] of Object.entries(writes))
  test(`ACC-8: nobody who was erased writes into ${table}, and everybody else does`, async () => {
    const personId = await person();
    const other = await person();
    await within((trx) => Promise.resolve(write(trx, other)), other);
    await within(async (trx) => {
      await leaveOrganisation(trx, organisationId, personId);
      await emptyAccount(trx, personId);
    });
    const late = within((trx) => Promise.resolve(write(trx, personId)), personId);
    await expect(late).rejects.toMatchObject({ code: 'WM005' });
  });

test('ACC-8: a picture that is saved at the moment of the erasure is erased, or refused', async () => {
  const personId = await person();
  let saved: Promise<PromiseSettledResult<unknown>[]> | undefined;
  await within(async (trx) => {
    await leaveOrganisation(trx, organisationId, personId);
    await emptyAccount(trx, personId);
    saved = Promise.allSettled([
      within((late) => Promise.resolve(writes.user_pictures!(late, personId)), personId),
    ]);
    const waiting = owner('pg_stat_activity').where({ datname: database.name, wait_event_type: 'Lock' });
    await Promise.race([
      saved,
      expect.poll(() => waiting.clone().pluck('pid'), { timeout: 20_000 }).not.toEqual([]),
    ]);
  });
  expect(await saved).toMatchObject([{ status: 'rejected', reason: { code: 'WM005' } }]);
  expect(await owner('user_pictures').where({ user_id: personId })).toEqual([]);
});
