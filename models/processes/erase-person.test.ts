import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { processDefinitions } from '#domain/processes/index.ts';
import type { ProcessKind } from '#domain/processes/index.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { unfinishedProcesses } from '#workers/testing/unfinished-processes.ts';
import { cancelUnfinished } from './erase-person.ts';

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

/** One of the kind under way for the person, whoever it is about in its own rows. @returns its workflow id */
async function underWay(kind: ProcessKind): Promise<string> {
  const known = await owner('processes').pluck('workflow_id');
  await unfinishedProcesses[kind]!.begin(owner, { ...of, slug: kind });
  const begun = owner('processes').where({ kind }).whereNotIn('workflow_id', known);
  const [process] = await begun.update({ user_id: of.personId }).returning('workflow_id');
  return process.workflow_id;
}

test('ACC-8: whatever is under way for a person ends with their erasure, save what carries it out and tells of it', async () => {
  const kinds = new Map<string, ProcessKind>();
  for (const { kind } of processDefinitions) kinds.set(await underWay(kind), kind);
  const { organisationId, personId } = of;
  const told = await inOrganisation(application, organisationId, (trx) =>
    cancelUnfinished(trx, organisationId, personId),
  );

  const goOn = await owner('processes').whereNot({ state: 'cancelled' }).orderBy('kind').pluck('kind');
  expect(goOn).toEqual(['erase-person', 'send-mail']);
  const signalled = await owner('outbox')
    .whereIn('id', told)
    .where({ signal_name: 'cancel' })
    .pluck('workflow_id');
  const ended = [...kinds].filter(([, kind]) => !goOn.includes(kind)).map(([workflowId]) => workflowId);
  expect(signalled.sort()).toEqual(ended.sort());
});
