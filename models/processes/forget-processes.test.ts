import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import type { ProcessDefinition } from '#domain/processes/define-process.ts';
import { processDefinitions } from '#domain/processes/index.ts';
import type { ProcessKind } from '#domain/processes/index.ts';
import { openDatabase } from '#models/database/knex.ts';
import { unfinishedProcesses } from '#workers/testing/unfinished-processes.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let of: { organisationId: string; personId: string };

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application] = [openDatabase(database.ownerUrl), openDatabase(database.applicationUrl)];
  const [organisation] = await owner('organisations').insert({ slug: 'demo', name: 'Demo' }).returning('id');
  const [person] = await owner('users').insert({ name: 'Ada' }).returning('id');
  const membership = { organisation_id: organisation.id, user_id: person.id, role: 'student' };
  await owner('memberships').insert(membership);
  of = { organisationId: organisation.id, personId: person.id };
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});

/** Begins a process and ends it so long ago: what it is kept for, and so much more or less. @returns the id of its business row */
async function endedAgo(kind: ProcessKind, keep: string, more: string): Promise<string> {
  const fixture = unfinishedProcesses[kind];
  if (!fixture)
    throw new Error(
      `Nobody knows how to begin “${kind}”: give it a row in workers/testing/unfinished-processes.ts.`,
    );
  const known = await owner('processes').where({ kind }).pluck('workflow_id');
  await fixture.begin(owner, { ...of, slug: `forget-${randomUUID()}` });
  const [begun] = await owner('processes')
    .where({ kind })
    .whereNotIn('workflow_id', known)
    .update({ finished_at: owner.raw('now() - ?::interval - ?::interval', [keep, more]) })
    .returning('row_id');
  return begun.row_id;
}

test.each(processDefinitions.map((definition) => [definition.kind, definition] as const))(
  'what belongs to a process of the kind %s goes with it once its time is over, and not before',
  async (kind, definition) => {
    const { keep, table, rowStays }: ProcessDefinition = definition;
    const [young, old] = [
      await endedAgo(kind, keep, '-10 minutes'),
      await endedAgo(kind, keep, '10 minutes'),
    ];
    const left = () => owner(table).whereIn('id', [young, old]).orderBy('id').pluck('id');
    expect((await left()).sort()).toEqual([young, old].sort());

    await application.raw('select forget_processes(?, ?::interval, 100)', [kind, keep]);

    expect(await owner('processes').whereIn('row_id', [young, old]).pluck('row_id')).toEqual([young]);
    const stays = rowStays === undefined ? [young] : [young, old];
    expect(
      (await left()).sort(),
      `forget_processes and the definition do not agree about ${table}: name it in a new version of that function, ` +
        `or say in “rowStays” of domain/processes/${kind}.ts why its rows stay.`,
    ).toEqual(stays.sort());
  },
);
