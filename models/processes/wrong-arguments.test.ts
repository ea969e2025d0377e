import type { Knex } from 'knex';
import { expect, test } from 'vitest';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { erasePersonProcess } from '#domain/processes/erase-person.ts';
import { exportPersonProcess } from '#domain/processes/export-person.ts';
import { runCodeProcess } from '#domain/processes/run-code.ts';
import type { processKit } from '#workflows/kit/process-kit.ts';
import { beginProcess, signalProcess } from './begin-process.ts';
import { moveProcess } from './move-process.ts';
import type { ScheduleSpecification } from './outbox.ts';

// `npm run check` compiles this file: a line that is expected to be refused and is not, is an error there. Nothing here is called.

const [organisationId, id] = ['019ab000-0000-7000-8000-000000000001', '019ab000-0000-7000-8000-000000000002'];
const of = { organisationId, userId: null, subject: null };
const [erasure, archive, run] = [
  workflowIdOf(erasePersonProcess, id),
  workflowIdOf(exportPersonProcess, id),
  workflowIdOf(runCodeProcess, id),
];

/** As a row of the table has it. */
const unknown: string = erasure;

const decide = (trx: Knex.Transaction) => [
  signalProcess(trx, {
    ...{ organisationId, workflowId: erasure, name: 'decide' },
    argument: { decision: 'erasure', choice: 'keep' },
  }),
  signalProcess(trx, {
    ...{ organisationId, workflowId: erasure, name: 'decide' },
    // @ts-expect-error an erasure has no such choice
    argument: { decision: 'erasure', choice: 'keeep' },
  }),
  signalProcess(trx, {
    ...{ organisationId, workflowId: archive, name: 'decide' },
    // @ts-expect-error an archive waits for no such decision
    argument: { decision: 'erasure', choice: 'keep' },
  }),
  signalProcess(trx, {
    ...{ organisationId, workflowId: run, name: 'decide' },
    // @ts-expect-error a run waits for nobody
    argument: { decision: 'erasure', choice: 'keep' },
  }),
  signalProcess(trx, {
    ...{ organisationId, workflowId: unknown, name: 'decide' },
    // @ts-expect-error nobody knows what this process waits for
    argument: { decision: 'erasure', choice: 'keep' },
  }),
];

const wait = ({ decision }: ReturnType<typeof processKit<typeof erasePersonProcess>>) => [
  decision('erasure', { milliseconds: 1, atDeadline: 'erase' }),
  decision('erasure 2', { milliseconds: 1, atDeadline: 'erase' }),
  // @ts-expect-error it waits for no such decision
  decision('keep', { milliseconds: 1, atDeadline: 'erase' }),
  // @ts-expect-error it has no such choice
  decision('erasure', { milliseconds: 1, atDeadline: 'expire' }),
];

const begin = (trx: Knex.Transaction) => [
  beginProcess(trx, runCodeProcess, { ...of, input: { organisationId, runId: id } }),
  // @ts-expect-error a run is no mail
  beginProcess(trx, runCodeProcess, { ...of, input: { organisationId, mailId: id } }),
];

const move = (trx: Knex.Transaction) => [
  moveProcess(trx, { workflowId: run, event: { name: 'finished', occurrence: 'end' } }),
  // @ts-expect-error a run is not graded
  moveProcess(trx, { workflowId: run, event: { name: 'graded', occurrence: 'end' } }),
  // @ts-expect-error how many rows and bytes there are is missing
  moveProcess(trx, { workflowId: archive, event: { name: 'collected', occurrence: 'end' } }),
];

const clock = { cron: '0 18 * * 5', timeZone: 'Europe/Berlin' };
const schedules: ScheduleSpecification[] = [
  { ...clock, workflowType: 'sendMail', input: { organisationId, mailId: id } },
  // @ts-expect-error no definition has such a workflow
  { ...clock, workflowType: 'sendMial', input: { organisationId, mailId: id } },
  // @ts-expect-error a mail is no run
  { ...clock, workflowType: 'sendMail', input: { organisationId, runId: id } },
];

test('what a process is begun, scheduled, moved and told with is its definition’s: anything else does not compile', () => {
  expect([decide, wait, begin, move].map((write) => typeof write)).toEqual(Array(4).fill('function'));
  expect(schedules).toHaveLength(3);
});
