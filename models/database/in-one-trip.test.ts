import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { inOneTrip } from './in-one-trip.ts';
import { openDatabase } from './knex.ts';

const organisationIds = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

let database: TestDatabase;
let owner: Knex;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl, { pipeline: true, maximum: 1 });
  await owner('organisations').insert(
    organisationIds.map((id, index) => ({ id, slug: `house-${index}`, name: `House ${index}` })),
  );
});

afterAll(async () => {
  await owner.destroy();
  await database.drop();
});

const rename = (id: string, name: string) =>
  owner.raw('update organisations set name = ? where id = ? returning name', [name, id]);
const scope = () => owner.raw(`select current_setting('waymark.organisation_id') as scope`);

test('a text is prepared once a connection, and each call has its own scope and bindings', async () => {
  for (const [round, id] of [...organisationIds, ...organisationIds].entries())
    expect(await inOneTrip(owner, id, [scope(), rename(id, `round ${round}`)])).toEqual([
      [{ scope: id }],
      [{ name: `round ${round}` }],
    ]);
  const { rows } = await owner.raw<{ rows: unknown[] }>(
    `select (generic_plans + custom_plans)::integer as calls from pg_prepared_statements where statement like 'update organisations set name%'`,
  );
  expect(rows).toEqual([{ calls: 4 }]);
});

test('when one statement fails nothing is changed, and the connection goes on', async () => {
  const [id] = organisationIds as [string];
  const before = await owner('organisations').where({ id }).first('name');
  await expect(
    inOneTrip(owner, id, [rename(id, 'half done'), owner.raw('select 1 / ?::integer', [0])]),
  ).rejects.toMatchObject({ code: '22012' });
  expect(await owner('organisations').where({ id }).first('name')).toEqual(before);
  expect(await inOneTrip(owner, id, [rename(id, 'whole')])).toEqual([[{ name: 'whole' }]]);
});
