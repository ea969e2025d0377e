import path from 'node:path';
import process from 'node:process';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Knex } from 'knex';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createReconcilingActivities } from '#activities/reconcile.ts';
import { definitionOf } from '#domain/processes/index.ts';
import { waitingCodes } from '#domain/processes/waiting.ts';
import { openDatabase } from '#models/database/knex.ts';
import type { Process } from '#models/processes/process.ts';
import { dispatchOutbox } from '#temporal/dispatch-outbox.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { query } from '../postgres/cluster.ts';
import { startPostgres } from '../testing/start-postgres.ts';
import { migrate } from './migrate.ts';
import { openMigrations } from './open-migrations.ts';

let ownerUrl: string;
let owner: Knex;
let application: Knex;
let relay: Knex;
let temporal: TestNamespace;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  // A cluster of its own: roles belong to the whole of one, and migrations write them.
  const cluster = await startPostgres((stop) => stops.push(stop));
  const url = (role: string, secret: string, name = 'older') =>
    `postgres://${role}:${secret}@127.0.0.1:${cluster.port}/${name}`;
  await query(url('postgres', cluster.ownerPassword, 'postgres'), 'create database older');
  temporal = await createTestNamespace();
  process.env.DATABASE_APPLICATION_PASSWORD = cluster.applicationPassword;
  process.env.DATABASE_RELAY_PASSWORD = cluster.relayPassword;
  process.env.DATABASE_GRADER_PASSWORD = cluster.graderPassword;
  ownerUrl = url('postgres', cluster.ownerPassword);
  owner = openMigrations(ownerUrl);
  [application, relay] = [
    openDatabase(url('waymark_application', cluster.applicationPassword)),
    openDatabase(url('waymark_relay', cluster.relayPassword)),
  ];
  stops.push(() => Promise.all([owner, application, relay].map((pool) => pool.destroy())));
  stops.push(() => temporal.close());
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** The last migration that made processes a view over these rows. */
const beforeTheTable = '0008-least-rights.ts';

const organisations = [
  '00000000-0000-7000-8000-00000000000a',
  '00000000-0000-7000-8000-00000000000b',
] as const;
const student = '00000000-0000-7000-8000-0000000000c1';
const minutesAgo = (minutes: number) => new Date(Date.UTC(2026, 10, 27, 12) - minutes * 60_000);

/** Rows have numbers, from which their ids are made, so that a process can be told by what it was begun for. */
const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

type Old = {
  number: number;
  organisation?: 0 | 1;
  status: string;
  waitingFor?: string;
  faults?: number;
  lastFault?: string;
  endedAgo?: number;
  announcedAgo?: number;
  reason?: string;
  /** What Temporal answered to its start, which is dead. */
  dead?: string;
  /** Its start is still on its way. */
  pending?: true;
};

/** Whatever a process could be at when there was no table of them. Its start was an hour and its number of minutes before noon. */
const gradings: Old[] = [
  { number: 1, status: 'queued', waitingFor: 'grading to begin' },
  { number: 2, status: 'queued', waitingFor: 'a free grading slot', organisation: 1 },
  { number: 3, status: 'queued', waitingFor: 'Docker to come back', faults: 7, lastFault: 'connect ENOENT' },
  { number: 4, status: 'queued', waitingFor: 'the language to be ready', faults: 1, lastFault: 'no image' },
  {
    number: 5,
    status: 'queued',
    waitingFor: 'a grading worker to take over',
    faults: 1,
    lastFault: 'stopped',
  },
  { number: 6, status: 'queued', waitingFor: 'the grading machine to recover', faults: 2, lastFault: 'full' },
  {
    ...{ number: 7, status: 'queued', faults: 9, lastFault: 'none of its tests ran' },
    waitingFor: 'someone to look at this exercise: none of its tests ran',
  },
  {
    ...{ number: 8, status: 'queued', faults: 4, lastFault: 'the checker failed' },
    waitingFor: 'someone to mend this exercise’s checker',
  },
  { number: 9, status: 'running', reason: 'regrade' },
  // Graded, and nobody was told yet: the process goes on.
  { number: 10, status: 'graded', reason: 'solution_check', endedAgo: 5 },
  { number: 11, status: 'graded', reason: 'repair', endedAgo: 5, announcedAgo: 4 },
  { number: 12, status: 'cancelled', endedAgo: 5, announcedAgo: 5 },
  { number: 13, status: 'queued', waitingFor: 'grading to begin', dead: 'BadSearchAttributes' },
  { number: 14, status: 'graded', endedAgo: 3, announcedAgo: 3, dead: 'the signal came too late' },
  { number: 15, status: 'queued', waitingFor: 'grading to begin', pending: true },
];
const runs: Old[] = [
  { number: 21, status: 'queued', waitingFor: 'a free grading slot' },
  { number: 22, status: 'running', organisation: 1 },
  { number: 23, status: 'finished', endedAgo: 2 },
  { number: 24, status: 'cancelled', endedAgo: 2 },
  { number: 25, status: 'queued', waitingFor: 'the language to be ready', faults: 1, lastFault: 'no image' },
];
const mails: Old[] = [
  { number: 31, status: 'queued' },
  {
    number: 32,
    status: 'queued',
    waitingFor: 'a mail server to be configured',
    faults: 3,
    lastFault: 'none',
  },
  { number: 33, status: 'queued', waitingFor: 'the mail server to take it', faults: 1, lastFault: '451' },
  { number: 34, status: 'sent', endedAgo: 1 },
  { number: 35, status: 'refused', endedAgo: 1, organisation: 1 },
  { number: 36, status: 'queued', dead: 'NamespaceNotFound' },
];

const ago = (minutes: number | undefined) => (minutes === undefined ? null : minutesAgo(minutes));
const organisationOf = ({ organisation = 0 }: Old) => organisations[organisation];
const common = (row: Old) => ({
  id: id(row.number),
  organisation_id: organisationOf(row),
  status: row.status,
  waiting_for: row.waitingFor ?? null,
  fault_count: row.faults ?? 0,
  last_fault: row.lastFault ?? null,
});
/** A submission has one grading each, and its own number. */
const submissionOf = ({ number }: Old) => id(number + 100);

/** Everything above, as the platform of that time wrote it; and a judgement by a person, which never was a process. */
async function seed(): Promise<void> {
  await owner('users').insert({ id: student, name: 'Student' });
  for (const organisation of organisations) {
    await owner('organisations').insert({ id: organisation, slug: organisation, name: 'An organisation' });
    await owner('memberships').insert({ organisation_id: organisation, user_id: student, role: 'student' });
    const [exercise] = await owner('exercises')
      .insert({ organisation_id: organisation, slug: 'an-exercise' })
      .returning('id');
    await owner('exercise_versions').insert({
      ...{ id: organisation, organisation_id: organisation, exercise_id: exercise.id, number: 1, title: '' },
      ...{ statement_md: '', kind: 'program', difficulty: 1, languages: ['python'], limits: '{}' },
      content_hash: '',
    });
  }
  const overridden: Old = { number: 16, status: 'graded', reason: 'override', endedAgo: 1, announcedAgo: 1 };
  for (const row of [...gradings, overridden]) {
    const exercise = owner('exercises')
      .where({ organisation_id: organisationOf(row) })
      .select('id');
    await owner('submissions').insert({
      ...{
        id: submissionOf(row),
        organisation_id: organisationOf(row),
        user_id: student,
        attempt: row.number,
      },
      ...{ exercise_id: exercise, exercise_version_id: organisationOf(row), language: 'python', files: '[]' },
    });
    await owner('gradings').insert({
      ...common(row),
      ...{ submission_id: submissionOf(row), reason: row.reason ?? 'first' },
      ...{ requested_at: minutesAgo(60 + row.number), finished_at: ago(row.endedAgo) },
      announced_at: ago(row.announcedAgo),
    });
  }
  for (const row of runs)
    await owner('runs').insert({
      ...common(row),
      ...{ exercise_version_id: organisationOf(row), user_id: student, language: 'python', files: '[]' },
      ...{ requested_at: minutesAgo(60 + row.number), finished_at: ago(row.endedAgo) },
    });
  for (const row of mails)
    await owner('mails').insert({
      ...common(row),
      ...{ user_id: row.number === 31 ? null : student, recipient: 'a@example.com', template: 'welcome' },
      ...{ parameters: '{}', created_at: minutesAgo(60 + row.number) },
      sent_at: row.status === 'sent' ? ago(row.endedAgo) : null,
      refused_at: row.status === 'refused' ? ago(row.endedAgo) : null,
    });
  for (const [kind, rows] of Object.entries({
    'grade-submission': gradings,
    'run-code': runs,
    'send-mail': mails,
  }))
    for (const row of rows)
      await owner('outbox').insert({
        ...{ organisation_id: organisationOf(row), kind: 'start', workflow_id: `${kind}:${id(row.number)}` },
        ...{ workflow_type: definitionOf(kind as 'send-mail').workflow, arguments: '{}' },
        status: row.dead === undefined ? (row.pending ? 'pending' : 'delivered') : 'dead',
        last_error: row.dead ?? null,
      });
}

const codes: Record<string, (typeof waitingCodes)[number]> = {
  'grading to begin': 'process_start',
  'a free grading slot': 'grading_slot',
  'Docker to come back': 'docker',
  'the language to be ready': 'language_image',
  'a grading worker to take over': 'grading_worker',
  'the grading machine to recover': 'grading_machine',
  'someone to look at this exercise: none of its tests ran': 'exercise_tests',
  'someone to mend this exercise’s checker': 'exercise_checker',
  'a mail server to be configured': 'mail_configuration',
  'the mail server to take it': 'mail_server',
};

/** The process that a row of then was, as it must stand in the table; what only the table can tell begins anew. */
function expected(
  kind: 'grade-submission' | 'run-code' | 'send-mail',
  row: Old,
  of: {
    key: string;
    user?: string | null;
    subject: string;
    subjectId?: string;
    endedAgo?: number | undefined;
  },
) {
  const finished = ago('endedAgo' in of ? of.endedAgo : row.endedAgo);
  return {
    workflow_id: `${kind}:${id(row.number)}`,
    organisation_id: organisationOf(row),
    kind,
    row_id: id(row.number),
    user_id: of.user === undefined ? student : of.user,
    subject_type: of.subject,
    subject_id: of.subjectId ?? id(row.number),
    state: row.status,
    step: null,
    priority: definitionOf(kind).priority,
    waiting_for: row.waitingFor === undefined ? null : codes[row.waitingFor],
    waiting_until: null,
    fault_count: row.faults ?? 0,
    own_fault_count: 0,
    fault_code: null,
    last_fault: row.lastFault ?? null,
    last_fault_at: null,
    needs_person: row.dead !== undefined && finished === null,
    needs_person_since: null,
    undeliverable: row.dead ?? null,
    restarts: 0,
    revision: 1,
    input: { organisationId: organisationOf(row), [of.key]: id(row.number) },
    started_at: minutesAgo(60 + row.number),
    finished_at: finished,
  };
}

test('A4: a database from before the table of processes comes up with every process it had, and none more', async () => {
  for (let last = ''; last !== beforeTheTable;) {
    const [, [file]] = (await owner.migrate.up()) as [number, [string]];
    last = path.basename(file);
  }
  await seed();
  await migrate(ownerUrl);
  const all = [
    ...gradings.map((row) =>
      expected('grade-submission', row, {
        ...{ key: 'gradingId', subject: 'submission', subjectId: submissionOf(row) },
        endedAgo: row.announcedAgo === undefined ? undefined : row.endedAgo,
      }),
    ),
    ...runs.map((row) => expected('run-code', row, { key: 'runId', subject: 'run' })),
    ...mails.map((row) =>
      expected('send-mail', row, {
        ...{ key: 'mailId', subject: 'mail', user: row.number === 31 ? null : student },
      }),
    ),
  ];
  const found = (await owner('processes').orderBy('row_id')) as Process[];
  expect(found.map(({ checked_at: _, ...row }) => row)).toEqual(all);
  for (const { kind, state, input, waiting_for: waitingFor } of found) {
    const definition = definitionOf(kind);
    expect([input, Value.Check(definition.input, input)]).toEqual([input, true]);
    expect(definition.states).toContain(state);
    expect([null, ...waitingCodes]).toContain(waitingFor);
  }
});

test('A4: the reconciler finds each unfinished process of that database, and Temporal runs it again under its id', async () => {
  const { reconcile } = createReconcilingActivities({ database: application, client: temporal.client });
  const pass = () => new MockActivityEnvironment().run(reconcile);
  const unfinished = (row: Old) => (row.announcedAgo ?? row.endedAgo) === undefined || row.number === 10;
  const lost = [...gradings, ...runs, ...mails].filter(
    (row) => unfinished(row) && row.dead === undefined && !row.pending,
  );
  expect(await pass()).toMatchObject({ looked: lost.length, restarted: lost.length, failed: 0 });
  expect(await pass()).toMatchObject({ looked: 0, restarted: 0, failed: 0 });
  await dispatchOutbox(relay, temporal.client, { atMost: 100 });
  const begun = (await owner('processes')
    .whereNull('finished_at')
    .whereNull('undeliverable')
    .orderBy('row_id')) as Process[];
  expect(begun.map(({ row_id: row }) => row)).toEqual(
    [...lost.map(({ number }) => number), 15].sort((one, other) => one - other).map(id),
  );
  for (const { workflow_id: workflowId } of begun) {
    const { status, type } = await temporal.client.workflow.getHandle(workflowId).describe();
    expect([workflowId, status.name, type]).toEqual([
      ...[workflowId, 'RUNNING', definitionOf(workflowId.split(':')[0] as 'send-mail').workflow],
    ]);
  }
});
