import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { readZip } from '#dev/testing/read-zip.ts';
import { removeArchive } from '#models/accounts/personal-archive.ts';
import { personalTables } from '#models/accounts/personal-tables.ts';
import { seedPerson, seededPerson } from '#models/accounts/testing/seed-person.ts';
import type { SeededPerson } from '#models/accounts/testing/seed-person.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { beginExport } from '#models/processes/export-person.ts';
import { createExportActivities } from './export-person.ts';
import type { CollectedArchive, ExportInput, ExportOutcome } from './export-person.ts';
import { eachActivityTwice } from './testing/each-activity-twice.ts';
import { processRows } from './testing/process-rows.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let seeded: SeededPerson;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application] = [
    openDatabase(database.ownerUrl),
    // One for whatever runs at a time: an export that held one connection while it waits for another would hang here.
    openDatabase(database.applicationUrl, { maximum: 1 }),
  ];
  seeded = await seedPerson(owner);
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});

async function begin(): Promise<ExportInput> {
  const organisationId = seeded.organisationIds[0];
  const wish = { organisationId, userId: seeded.personId, requestedBy: seeded.personId };
  const begun = await inOrganisation(application, organisationId, (trx) => beginExport(trx, wish));
  return { organisationId, archiveId: begun!.archiveId };
}

const collect = (input: ExportInput): Promise<CollectedArchive> =>
  new MockActivityEnvironment().run(createExportActivities({ database: application }).collectArchive, input);
const expire = (input: ExportInput): Promise<ExportOutcome> =>
  new MockActivityEnvironment().run(createExportActivities({ database: application }).expireArchive, input);
const process = (archiveId: string) => owner('processes').where({ row_id: archiveId }).first();
const chunks = (archiveId: string): Promise<Buffer[]> =>
  owner('personal_archive_chunks').where({ archive_id: archiveId }).orderBy('position').pluck('content');

eachActivityTwice('export-person', () => owner, {
  collectArchive: async () => {
    const input = await begin();
    const { collectArchive } = createExportActivities({ database: application });
    return {
      // The time that is left is another one a moment later.
      activities: { collectArchive: async (given: ExportInput) => (await collectArchive(given)).status },
      input,
      look: async () => [
        await processRows(owner, 'export-person', input.archiveId, ['personal_archives']),
        await chunks(input.archiveId),
        await owner('mails').where({ template: 'export_ready' }).count(),
      ],
    };
  },
  expireArchive: async () => {
    const input = await begin();
    await collect(input);
    return {
      activities: createExportActivities({ database: application }),
      input,
      look: async () => [
        await processRows(owner, 'export-person', input.archiveId, ['personal_archives']),
        await chunks(input.archiveId),
      ],
    };
  },
});

test('ACC-8: the archive holds every table’s rows of the person from both organisations, without secrets and without hidden tests', async () => {
  const input = await begin();
  const { status, keptMilliseconds } = await collect(input);
  expect(status).toBe('ready');
  expect(keptMilliseconds).toBeGreaterThan(6.9 * 86_400_000);
  const files = await readZip(Buffer.concat(await chunks(input.archiveId)));
  const folders = ['account', 'organisations/first', 'organisations/second'];
  const tables = Object.entries(personalTables).filter(
    ([table, { theirs }]) => theirs !== null && table !== 'erasures',
  );
  const missing = tables
    .filter(
      ([table, { scope }]) =>
        !folders.some((folder) => `${folder}/${table}.json` in files) ||
        (scope === 'organisation' &&
          !['users', 'user_pictures', 'personal_archives'].includes(table) &&
          !(`organisations/second/${table}.json` in files)),
    )
    .map(
      ([table]) =>
        `The archive lacks rows of ${table}: collect them, or seed one in models/accounts/testing/seed-person.ts.`,
    );
  expect(missing).toEqual([]);
  expect(files['account/picture.png']).toBe('a picture');
  expect(
    Object.entries(files)
      .filter(([path]) => path.endsWith('main.py'))
      .map(([, code]) => code),
  ).toEqual(Array(2).fill(`print("${seededPerson.words}")`));
  const whole = Object.values(files).join('\n');
  expect(whole).toContain(seededPerson.headline);
  expect(whole).not.toMatch(/what a hidden test|a hash|sealedToken|refresh |basil@example\.com/);
  expect(JSON.parse(files['account/users.json']!)).toMatchObject([{ email: seededPerson.email }]);
});

test('ACC-8: who found nothing to say to a hand-in is no business of the archive', async () => {
  await owner('submissions')
    .where({ user_id: seeded.personId })
    .update({ reviewed_at: new Date(), reviewed_by: seeded.bystanderId });
  const input = await begin();
  await collect(input);
  const files = await readZip(Buffer.concat(await chunks(input.archiveId)));
  expect(JSON.parse(files['organisations/first/submissions.json']!)).toMatchObject([{ reviewed_by: null }]);
});

test('ACC-8: of what others were told because of them the archive holds what they said, and not who was told and when it was read', async () => {
  const input = await begin();
  await collect(input);
  const files = await readZip(Buffer.concat(await chunks(input.archiveId)));
  const told = JSON.parse(files['organisations/first/notifications.json']!) as Record<string, unknown>[];
  const [own, others] = [
    told.filter(({ user_id }) => user_id === seeded.personId),
    told.filter(({ user_id }) => user_id !== seeded.personId),
  ];
  expect(own).toMatchObject([{ key: 'comment:seeded', parameters: { exercise_title: 'Seeded' } }]);
  expect(others).toMatchObject([
    { user_id: null, key: null, status: null, read_at: null, parameters: { excerpt: seededPerson.words } },
  ]);
  expect(Object.keys(others[0]!['parameters'] as object)).toEqual(['excerpt']);
});

test('ACC-8: a collection that is repeated leaves one archive, one mail and one line in the story', async () => {
  const input = await begin();
  await Promise.all([collect(input), collect(input)]);
  const before = await chunks(input.archiveId);
  await collect(input);
  expect(await chunks(input.archiveId)).toEqual(before);
  const { organisation_id: organisation } = await owner('personal_archives')
    .where({ id: input.archiveId })
    .first();
  expect(organisation).toBe(input.organisationId);
  const story = await owner('process_events').where({ workflow_id: `export-person:${input.archiveId}` });
  expect(story.filter(({ event }) => event === 'collected')).toHaveLength(1);
  const letters = await owner('mails').where({ template: 'export_ready', user_id: seeded.personId });
  const archives = await owner('personal_archives')
    .where({ user_id: seeded.personId })
    .whereNotNull('ready_at');
  expect(letters).toHaveLength(archives.length);
  expect(await process(input.archiveId)).toMatchObject({ state: 'ready', step: 'keep', waiting_for: 'time' });
});

test('ACC-8: when its time is over the archive is gone and its story stays, also when that is repeated', async () => {
  const input = await begin();
  await collect(input);
  for (let time = 0; time < 2; time += 1) expect(await expire(input)).toEqual({ status: 'expired' });
  expect(await chunks(input.archiveId)).toEqual([]);
  expect(await owner('personal_archives').where({ id: input.archiveId }).first()).toMatchObject({
    status: 'expired',
  });
  expect((await process(input.archiveId)).finished_at).not.toBeNull();
});

test('ACC-8: a table with more rows than are read at a time is whole', async () => {
  const organisation_id = seeded.organisationIds[1];
  await owner.raw(
    `insert into audit_entries (organisation_id, actor_id, action, subject_type, subject_id)
     select ?, ?, 'user.signed_in', 'user', 'number ' || n from generate_series(1, 1001) n`,
    [organisation_id, seeded.personId],
  );
  const input = await begin();
  await collect(input);
  const files = await readZip(Buffer.concat(await chunks(input.archiveId)));
  const entries = JSON.parse(files['organisations/second/audit_entries.json']!) as { subject_id: string }[];
  expect(entries.filter(({ subject_id: id }) => id.startsWith('number'))).toHaveLength(1001);
});

test('ACC-8: where a person is, is told only while an archive is collected or an erasure is under way', async () => {
  const asked = await application.raw('select * from find_organisations_with(?)', [seeded.bystanderId]);
  expect(asked.rows).toEqual([]);
});

test.each([
  ['CANCELLED', CancelledFailure],
  ['WORKER_SHUTDOWN', ApplicationFailure],
] as const)(
  'ACC-8: a collection that is ended half-way (%s) has ended, which is no fault of ours',
  async (reason, failure) => {
    const input = await begin();
    const environment = new MockActivityEnvironment();
    const { collectArchive } = createExportActivities({ database: application });
    let collecting: Promise<unknown> | undefined;
    // It comes no further than to this table until it was told to end.
    await owner.transaction(async (trx) => {
      await trx.raw('lock table submissions in access exclusive mode');
      collecting = environment.run(collectArchive, input).catch((error: unknown) => error);
      await expect.poll(async () => (await process(input.archiveId)).step).toBe('collect');
      environment.cancel(reason);
    });
    const error = await collecting;
    await inOrganisation(owner, input.organisationId, (trx) =>
      removeArchive(trx, input.archiveId, 'cancelled'),
    );
    expect(error).toBeInstanceOf(failure);
    expect(await process(input.archiveId)).toMatchObject({ fault_count: 0, last_fault: null });
  },
);
