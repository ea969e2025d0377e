import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { inOrganisation } from '../database/in-organisation.ts';
import { openDatabase } from '../database/knex.ts';
import { openScopedReads } from '../database/scoped-reads.ts';
import type { ScopedReads } from '../database/scoped-reads.ts';
import { findProcesses, readProcesses } from './find-processes.ts';
import type { ProcessFilter } from './find-processes.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let reads: ScopedReads;
let [organisation, person] = ['', ''];

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application] = [openDatabase(database.ownerUrl), openDatabase(database.applicationUrl)];
  reads = openScopedReads(database.applicationUrl, { maximum: 1 });
  const organisations = await owner('organisations')
    .insert([
      { slug: 'demo', name: 'Demo' },
      { slug: 'other', name: 'Other' },
    ])
    .returning<{ id: string }[]>('id');
  const [user] = await owner('users').insert({ name: 'Ada' }).returning<{ id: string }[]>('id');
  [organisation, person] = [organisations[0]!.id, user!.id];
  await owner('memberships').insert({ organisation_id: organisation, user_id: person, role: 'student' });
  // Every mixture of kind, state, step, person, end and need, begun at times of which some are the same.
  await owner.raw(
    `insert into processes (workflow_id, organisation_id, kind, row_id, user_id, state, step, needs_person, input, started_at, finished_at)
     select kind || ':' || id, case when n % 7 = 0 then :other else :organisation end::uuid, kind, id, case when n % 5 = 0 then :person::uuid end,
       (array['queued', 'running', 'cancelled', 'finished'])[1 + n % 4], (array['open', 'grade'])[1 + n % 2], n % 11 = 0, '{}',
       now() - (n / 2) * interval '1 minute', case when n % 3 > 0 then now() end
     from (select n, gen_random_uuid() as id, (array['grade-submission', 'run-code', 'send-mail'])[1 + n / 4 % 3] as kind from generate_series(1, 400) n) rows`,
    { other: organisations[1]!.id, organisation, person },
  );
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy(), reads.close()]);
  await database.drop();
});

/** The same, asked in the plainest way there is. */
async function plainly(filter: ProcessFilter, oldestFirst: boolean): Promise<string[]> {
  const { kind, status: state, step, user, older_than: age, needs_person: needs } = filter;
  const exact = { kind, state, step, user_id: user, needs_person: needs };
  const given = Object.fromEntries(Object.entries(exact).filter(([, value]) => value !== undefined));
  const listed = owner('processes')
    .where({ organisation_id: organisation, ...given })
    .orderByRaw(
      `needs_person desc, (finished_at is null) desc, ${oldestFirst ? 'started_at, workflow_id desc' : 'started_at desc, workflow_id'}`,
    );
  if (age !== undefined) void listed.whereRaw(`started_at < now() - ? * interval '1 minute'`, [age]);
  if (step !== undefined) void listed.whereNull('finished_at');
  return listed.pluck('workflow_id');
}

const filters = [
  ...[{}, { kind: 'run-code' }, { status: 'cancelled' }, { step: 'grade' }, { needs_person: true }],
  ...[{ needs_person: false }, { older_than: 60 }, { kind: 'send-mail', status: 'queued' }],
  ...[
    { status: 'queued', older_than: 30 },
    { kind: 'run-code', needs_person: false, older_than: 20 },
  ],
  ...[{ status: 'finished', step: 'grade', needs_person: true }, { status: 'graded' }, { user: 'person' }],
  { user: 'person', status: 'running', older_than: 10, needs_person: false },
] as ProcessFilter[];

const inBothOrders = filters.flatMap((filter) =>
  [false, true].map((oldestFirst) => [JSON.stringify(filter), oldestFirst, filter] as const),
);

test.for(inBothOrders)(
  'OPS-1: the processes of the filter %s, the oldest first: %s, come page by page, whole, once and in order',
  async ([, oldestFirst, filter]) => {
    const asked = { ...filter, ...(filter.user !== undefined && { user: person }) };
    const expected = await plainly(asked, oldestFirst);
    const found: string[] = [];
    for (let page = 1; page <= Math.ceil(expected.length / 30) + 1; page += 1) {
      const wanted = { filter: asked, page, pageSize: 30, oldestFirst };
      const { count, rows } = await readProcesses(reads, organisation, wanted);
      const within = await inOrganisation(application, organisation, (trx) => findProcesses(trx, wanted));
      expect(within).toEqual({ count, rows });
      // An empty page says how many there are too.
      expect(count).toBe(expected.length);
      expect(rows.every((row) => row.user_name === (row.user_id === null ? null : 'Ada'))).toBe(true);
      found.push(...rows.map((row) => row.workflow_id));
    }
    expect(found).toEqual(expected);
  },
);
