import { MockActivityEnvironment } from '@temporalio/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { eraseContent, leaveOrganisation } from '#models/accounts/erase-person.ts';
import { seedPerson, seededPerson } from '#models/accounts/testing/seed-person.ts';
import type { SeededPerson } from '#models/accounts/testing/seed-person.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { endErasure } from '#models/processes/end-erasure.ts';
import { beginErasure } from '#models/processes/erase-person.ts';
import type { Fault } from '#domain/processes/waiting.ts';
import { giveBackGrading } from './judging/outcome.ts';
import type { GradingJob } from './judging/store.ts';
import { createErasingActivities } from './erase-person.ts';
import type { ErasingActivities, ErasureInput } from './erase-person.ts';
import { eachActivityTwice } from './testing/each-activity-twice.ts';
import type { TwiceCase } from './testing/each-activity-twice.ts';
import { processRows } from './testing/process-rows.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let seeded: SeededPerson;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application] = [openDatabase(database.ownerUrl), openDatabase(database.applicationUrl)];
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});

// Each begins with a whole person: what one erases another cannot look for.
beforeEach(async () => {
  const tables = await owner
    .pluck<string[]>('relname')
    .from('pg_class')
    .whereRaw(`relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'knex%'`);
  await owner.raw(`truncate ${tables.join(', ')}`);
  seeded = await seedPerson(owner);
});

async function begin(days = 14, requestedBy = seeded.personId): Promise<ErasureInput> {
  const organisationId = seeded.organisationIds[0];
  const wish = { organisationId, userId: seeded.personId, requestedBy, days };
  const begun = await inOrganisation(application, organisationId, (trx) => beginErasure(trx, wish));
  return { organisationId, erasureId: begun!.erasureId };
}

type Step = keyof ErasingActivities;

/** Runs a step as often as it may be repeated, and once more. */
async function twice<Name extends Step>(name: Name, input: ErasureInput) {
  type Outcome = Awaited<ReturnType<ErasingActivities[Name]>>;
  const activity = createErasingActivities({ database: application })[name] as (
    given: ErasureInput,
  ) => Promise<Outcome>;
  const once = (): Promise<Outcome> => new MockActivityEnvironment().run(activity, input);
  await once();
  return once();
}

/** A case of the walk: the step stands where the others before it are done. */
async function caseOf(name: Step, before: Step[]): Promise<TwiceCase> {
  const input = await begin();
  for (const step of before) await twice(step, input);
  if (name === 'eraseFarewell') await farewell().update({ status: 'sent' });
  const steps = createErasingActivities({ database: application });
  const days = (milliseconds: number) => Math.round(milliseconds / 86_400_000);
  return {
    activities: {
      ...steps,
      // The time that is left is another one a moment later.
      openErasure: async (given: ErasureInput) => days((await steps.openErasure(given)).waitMilliseconds),
    },
    input,
    look: async () => [
      await processRows(owner, 'erase-person', input.erasureId, ['erasures']),
      await owner('mails').orderBy('id').select('id', 'recipient', 'status', 'parameters'),
      await owner('memberships').orderBy(['organisation_id', 'user_id']).select('user_id', 'status'),
      await owner('submissions').orderBy('id').pluck('files'),
      await owner('users').orderBy('id').select('id', 'name', 'email'),
      await owner('audit_entries').orderBy('id').pluck('after'),
    ],
  };
}

const order: Step[] = ['leaveEverywhere', 'eraseContent', 'eraseTraces', 'eraseAccount', 'eraseFarewell'];
eachActivityTwice('erase-person', () => owner, {
  openErasure: () => caseOf('openErasure', []),
  remindOfErasure: () => caseOf('remindOfErasure', ['openErasure']),
  ...Object.fromEntries(order.map((name, index) => [name, () => caseOf(name, order.slice(0, index))])),
});

const farewell = () => owner('mails').where({ template: 'erasure_done' });

async function erase(input: ErasureInput) {
  await twice('leaveEverywhere', input);
  await twice('eraseContent', input);
  await twice('eraseTraces', input);
  await twice('eraseAccount', input);
  await farewell().update({ status: 'sent', sent_at: new Date() });
  return twice('eraseFarewell', input);
}

/** Every row of every table as text, in which a word is looked for whatever its case. */
async function rowsWith(word: string): Promise<string[]> {
  const tables = await owner
    .pluck<string[]>('relname')
    .from('pg_class')
    .whereRaw(`relkind = 'r' and relnamespace = 'public'::regnamespace`);
  const found: string[] = [];
  for (const table of tables) {
    const { rows } = await owner.raw<{ rows: { row: string }[] }>(
      `select (t.*)::text as row from ${table} t where position(lower(?) in lower((t.*)::text)) > 0`,
      [word],
    );
    found.push(...rows.map(({ row }) => `${table}: ${row}`));
  }
  return found;
}

test('ACC-8: after the last step no row of any table tells the person, though every step was repeated', async () => {
  const words = [...Object.values(seededPerson), '192.0.2.7', Buffer.from('a picture').toString('hex')];
  for (const word of words) expect(await rowsWith(word), `“${word}” was seeded`).not.toEqual([]);
  const input = await begin();
  await twice('openErasure', input);
  await twice('remindOfErasure', input);
  expect(await erase(input)).toEqual({ status: 'erased' });
  for (const word of words) expect(await rowsWith(word)).toEqual([]);
  expect(await owner('users').where({ id: seeded.personId }).first()).toMatchObject({
    name: 'Former member',
    email: null,
  });
});

test('ACC-8: results stay, and so does what others wrote and are', async () => {
  await erase(await begin());
  const results = await owner('submissions').where({ user_id: seeded.personId });
  expect(results).toMatchObject(Array(2).fill({ verdict: 'accepted', score: 1, files: [] }));
  expect(await owner('enrolments').where({ user_id: seeded.personId })).toHaveLength(2);
  expect(await owner('audit_entries').where({ action: 'user.signed_in' })).toHaveLength(2);
  expect(await owner('users').where({ id: seeded.bystanderId }).first()).toMatchObject({
    name: 'Basil Stander',
  });
  expect(await owner('mails').where({ recipient: 'basil@example.com' })).toHaveLength(2);
  expect(await owner('memberships').where({ user_id: seeded.bystanderId, status: 'active' })).toHaveLength(2);
});

test('ACC-8: one mail says that it was asked for, one reminds, one says goodbye, however often a step is repeated', async () => {
  const input = await begin();
  const { waitMilliseconds, remindAfterMilliseconds } = await twice('openErasure', input);
  expect(waitMilliseconds - remindAfterMilliseconds).toBe(3 * 86_400_000);
  expect(await owner('mails').where({ template: 'erasure_requested' })).toHaveLength(1);
  await twice('remindOfErasure', input);
  expect(await owner('mails').where({ template: 'erasure_requested' })).toHaveLength(2);
  await twice('leaveEverywhere', input);
  await twice('eraseContent', input);
  await twice('eraseTraces', input);
  await twice('eraseAccount', input);
  expect(await farewell()).toMatchObject([{ recipient: seededPerson.email, user_id: null }]);
});

test('ACC-8: the address goes last: while the farewell is on its way the process waits for it', async () => {
  const input = await begin();
  await twice('leaveEverywhere', input);
  await twice('eraseContent', input);
  await twice('eraseTraces', input);
  await twice('eraseAccount', input);
  await expect(twice('eraseFarewell', input)).rejects.toThrow(/has not been handed over/);
  await farewell().update({ status: 'refused', refusal: `${seededPerson.email}: no such mailbox` });
  expect(await twice('eraseFarewell', input)).toEqual({ status: 'erased' });
  expect(await rowsWith(seededPerson.email)).toEqual([]);
});

test('ACC-8: what still runs for the person ends with their membership, so that nothing is written once it was erased', async () => {
  const [organisation_id] = seeded.organisationIds;
  const { id: submission_id } = await owner('submissions').where({ organisation_id }).first();
  await owner('submissions').where({ id: submission_id }).update({ status: 'running' });
  const grading = await owner('gradings').where({ submission_id }).first();
  await owner('gradings').where({ id: grading.id }).update({ status: 'running' });
  await owner('processes')
    .where({ workflow_id: `grade-submission:${grading.id}` })
    .update({ finished_at: null, state: 'running' });
  const input = await begin();
  await twice('leaveEverywhere', input);
  expect(await owner('gradings').where({ id: grading.id }).first()).toMatchObject({ status: 'cancelled' });
  const told = await owner('outbox').where({
    workflow_id: `grade-submission:${grading.id}`,
    signal_name: 'cancel',
    status: 'pending',
  });
  expect(told.filter(({ arguments: given }) => given.signal.reason !== seededPerson.words)).toHaveLength(1);
});

test('ACC-8: a child whom nobody could act for any more by then is erased later, once', async () => {
  const [organisation_id] = seeded.organisationIds;
  const { child_id } = await owner('guardianships').where({ organisation_id }).first();
  await twice('leaveEverywhere', await begin());
  expect(await owner('erasures').where({ user_id: child_id })).toMatchObject([
    { status: 'waiting', requested_by: seeded.personId },
  ]);
});

test('ACC-8: a child of both their parent’s organisations is erased once', async () => {
  const [first, second] = seeded.organisationIds;
  const { child_id } = await owner('guardianships').where({ organisation_id: first }).first();
  await owner('memberships').insert({ organisation_id: second, user_id: child_id, role: 'student' });
  await owner('guardianships').insert({ organisation_id: second, parent_id: seeded.personId, child_id });
  await twice('leaveEverywhere', await begin());
  expect(await owner('erasures').where({ user_id: child_id })).toHaveLength(1);
  expect(await owner('memberships').where({ user_id: seeded.personId, status: 'active' })).toEqual([]);
});

test('ACC-8: a child who has another parent in another organisation does not go along', async () => {
  const [first, second] = seeded.organisationIds;
  const { child_id } = await owner('guardianships').where({ organisation_id: first }).first();
  await owner('memberships').insert({ organisation_id: second, user_id: child_id, role: 'student' });
  await owner('guardianships').insert({
    ...{ organisation_id: second, parent_id: seeded.bystanderId, child_id },
  });
  await twice('leaveEverywhere', await begin());
  expect(await owner('erasures').where({ user_id: child_id })).toEqual([]);
});

test('ACC-8: what a grader says of a grading that was ended by the erasure is not kept', async () => {
  const [organisationId] = seeded.organisationIds;
  const { id: gradingId } = await owner('gradings').where({ organisation_id: organisationId }).first();
  await owner('gradings').where({ id: gradingId }).update({ status: 'running', execution: 1 });
  await owner('processes').where({ row_id: gradingId }).update({ finished_at: null, state: 'running' });
  await erase(await begin());
  const job = { organisationId, gradingId, execution: 1 } as GradingJob;
  const fault: Fault = { code: 'docker', message: seededPerson.words, kind: 'outage', waitsFor: 'docker' };
  await inOrganisation(owner, organisationId, (trx) => giveBackGrading(trx, job, fault));
  expect(await owner('executions').where({ grading_id: gradingId }).first()).toMatchObject({ fault: null });
});

test('ACC-8: taken back in the last moment, nothing is erased', async () => {
  const input = await begin();
  const before = await rowsWith(seededPerson.words);
  await inOrganisation(application, input.organisationId, (trx) =>
    endErasure(trx, { organisation_id: input.organisationId, id: input.erasureId }, 'taken_back'),
  );
  expect(await twice('leaveEverywhere', input)).toEqual({ status: 'cancelled' });
  expect(await rowsWith(seededPerson.words)).toEqual(before);
  expect(await owner('memberships').where({ user_id: seeded.personId, status: 'active' })).toHaveLength(2);
});

test('ACC-8: taking it back and the deadline at the same moment: one of them wins, wholly', async () => {
  const input = await begin();
  const [taken, left] = await Promise.all([
    inOrganisation(application, input.organisationId, (trx) =>
      endErasure(trx, { organisation_id: input.organisationId, id: input.erasureId }, 'taken_back'),
    ),
    twice('leaveEverywhere', input),
  ]);
  const active = await owner('memberships').where({ user_id: seeded.personId, status: 'active' });
  expect({ left: left.status, active: active.length }).toEqual(
    taken === undefined ? { left: 'erasing', active: 0 } : { left: 'cancelled', active: 2 },
  );
});

test('ACC-8: nobody is erased without an erasure that is under way, and a waiting one is none', async () => {
  const guarded = ['select erase_content(?, null)', 'select erase_traces(?)'];
  for (const statement of guarded)
    await expect(application.raw(statement, [seeded.personId])).rejects.toMatchObject({ code: 'WM004' });
  await begin();
  for (const statement of guarded)
    await expect(application.raw(statement, [seeded.personId])).rejects.toMatchObject({ code: 'WM004' });
  const found = await application.raw('select * from find_organisations_with(?)', [seeded.personId]);
  expect(found.rows).toEqual([]);
});

test('ACC-8: nobody is erased from an organisation that they never were in', async () => {
  const [other] = await owner('organisations')
    .insert({ slug: 'third', name: 'Third' })
    .returning<{ id: string }[]>('id');
  const wish = {
    organisationId: other!.id,
    userId: seeded.personId,
    requestedBy: seeded.bystanderId,
    days: 0,
  };
  await expect(
    inOrganisation(application, other!.id, (trx) => beginErasure(trx, wish)),
  ).rejects.toMatchObject({
    constraint: 'erasures_organisation_id_user_id_fkey',
  });
});

test('ACC-8: the farewell’s address is taken from no other mail', async () => {
  const input = await begin(0);
  await twice('leaveEverywhere', input);
  const letter = await owner('mails').where({ recipient: 'guest@example.com' }).first();
  await owner('erasures').where({ id: input.erasureId }).update({ farewell_mail_id: letter.id });
  await twice('eraseFarewell', input);
  expect(await owner('mails').where({ id: letter.id }).first()).toMatchObject({
    recipient: 'guest@example.com',
  });
});

test('whoever leaves one organisation of two keeps what they made in the other', async () => {
  const [left, kept] = seeded.organisationIds;
  await inOrganisation(application, left, async (trx) => {
    await expect(
      trx.transaction((inner) => eraseContent(inner, left, seeded.personId)),
    ).rejects.toMatchObject({
      code: 'WM004',
    });
    await leaveOrganisation(trx, left, seeded.personId);
    await eraseContent(trx, left, seeded.personId);
  });
  const files = (organisation_id: string) => owner('submissions').where({ organisation_id }).pluck('files');
  expect(await files(left)).toEqual([[]]);
  expect(await files(kept)).not.toEqual([[]]);
  expect(await owner('users').where({ id: seeded.personId }).first()).toMatchObject({
    name: seededPerson.name,
  });
  // What they wrote into mails to others there goes too, with their name.
  const written = await owner('mails')
    .where({ written_by: seeded.personId })
    .select('organisation_id', 'parameters');
  const wordsIn = (organisation: string) =>
    JSON.stringify(written.filter(({ organisation_id }) => organisation_id === organisation));
  for (const word of [seededPerson.name, seededPerson.words]) {
    expect(wordsIn(left)).not.toContain(word);
    expect(wordsIn(kept)).toContain(word);
  }
});

test('ACC-8: a child without an address is said goodbye to by the parent who asked', async () => {
  const [organisation_id] = seeded.organisationIds;
  await owner('users').where({ id: seeded.personId }).update({ email: null });
  await owner('memberships')
    .where({ user_id: seeded.bystanderId, organisation_id })
    .update({ role: 'parent' });
  const input = await begin(14, seeded.bystanderId);
  await twice('openErasure', input);
  expect(await owner('mails').where({ template: 'erasure_requested' })).toMatchObject([
    { recipient: 'basil@example.com', parameters: { whose: 'child' } },
  ]);
  await erase(input);
  expect(await farewell()).toMatchObject([{ recipient: 'erased', status: 'sent' }]);
});

test('ACC-8: what somebody said of their work is gone also where others were told of it, in the panel and by mail', async () => {
  const { personId, bystanderId } = seeded;
  const [organisation_id] = seeded.organisationIds;
  const submission = await owner('submissions').where({ user_id: personId, organisation_id }).first();
  const [parent] = await owner('users').insert({ name: 'Perdita Parent' }).returning('id');
  await owner('memberships').insert({ organisation_id, user_id: parent.id, role: 'parent' });
  const words = 'She sat up all night over it.';
  const comment = async (submission_id: string) => {
    const [said] = await owner('submission_comments')
      .insert({ organisation_id, submission_id, author_id: parent.id, body: words })
      .returning('id');
    const [told] = await owner('notifications')
      .insert({
        ...{ organisation_id, user_id: bystanderId, actor_id: parent.id, kind: 'comment', status: 'mailed' },
        key: `comment:${said.id}`,
        parameters: JSON.stringify({ submission_id, exercise_title: 'Seeded', excerpt: words }),
      })
      .returning('mail_id');
    await owner('mails').insert({
      ...{ id: told.mail_id, organisation_id, user_id: bystanderId, written_by: parent.id },
      ...{ recipient: 'basil@example.com', template: 'submission_commented', status: 'sent' },
      parameters: JSON.stringify({ authorName: 'Perdita', submissionId: submission_id, excerpt: words }),
    });
  };
  await comment(submission.id);
  // The same person of another's work: that stays.
  const { id: _id, ...copied } = submission;
  const [another] = await owner('submissions')
    .insert({ ...copied, files: '[]', user_id: bystanderId })
    .returning('id');
  await comment(another.id);
  expect(await rowsWith(words)).toHaveLength(6);
  await erase(await begin());
  const left = await rowsWith(words);
  expect(left).toHaveLength(3);
  for (const row of left) expect(row).toContain(another.id);
});

test('ACC-8: the farewell is worded in the language that its reader had', async () => {
  await owner('users').where({ id: seeded.personId }).update({ language: 'ar' });
  const input = await begin();
  for (const step of ['leaveEverywhere', 'eraseContent', 'eraseTraces', 'eraseAccount'] as const)
    await twice(step, input);
  expect(await farewell()).toMatchObject([{ parameters: { whose: 'own', language: 'ar' } }]);
});

test('ACC-8: what they wrote into mails to others goes also when they were called otherwise then', async () => {
  await owner('users').where({ id: seeded.personId }).update({ name: 'Zoe Feather' });
  await erase(await begin());
  const letters = JSON.stringify(await owner('mails').select('parameters'));
  for (const word of [seededPerson.name, seededPerson.words]) expect(letters).not.toContain(word);
  expect(letters).toContain('Basil Stander');
});

const letterTo = (recipient: string, userId: string) => ({
  organisation_id: seeded.organisationIds[0],
  user_id: userId,
  recipient,
  template: 'welcome',
  parameters: JSON.stringify({ name: seededPerson.name }),
});

test('ACC-8: a mail that is begun between two steps, with the address as it was, does not outlive the erasure', async () => {
  const input = await begin();
  await twice('leaveEverywhere', input);
  await twice('eraseContent', input);
  await twice('eraseTraces', input);
  await owner('mails').insert(letterTo(seededPerson.email, seeded.personId));
  await twice('eraseAccount', input);
  expect(
    await owner('mails').where({ template: 'welcome', status: 'queued', recipient: seededPerson.email }),
  ).toEqual([]);
  // By whoever had read the address before it went.
  await owner('mails').insert(letterTo(seededPerson.email, seeded.personId));
  await farewell().update({ status: 'sent', sent_at: new Date() });
  await twice('eraseFarewell', input);
  for (const word of [seededPerson.email, seededPerson.name]) expect(await rowsWith(word)).toEqual([]);
});

test('ACC-8: a parent who has left is not written to about a child who is erased after them', async () => {
  const [organisationId] = seeded.organisationIds;
  await owner('memberships').where({ user_id: seeded.personId }).update({ role: 'parent' });
  const { child_id } = await owner('guardianships').where({ organisation_id: organisationId }).first();
  await twice('leaveEverywhere', await begin());
  const { id: erasureId } = await owner('erasures').where({ user_id: child_id }).first();
  await twice('openErasure', { organisationId, erasureId });
  expect(await owner('mails').where({ template: 'erasure_requested' })).toEqual([]);
});
