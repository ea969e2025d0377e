import type { Knex } from 'knex';
import type { ProcessKind } from '#domain/processes/process-kinds.ts';
import { enqueue } from './outbox.ts';
import { gradeSubmissionId, runCodeId, sendMailId } from './workflow-ids.ts';

type Restart = {
  table: string;
  unfinished: string;
  workflowType: string;
  workflowId: (rowId: string) => string;
  input: string;
};

/** How each kind of process is begun again from its row. */
const restarts: Record<ProcessKind, Restart> = {
  'grade-submission': {
    table: 'gradings',
    unfinished: 'announced_at is null',
    workflowType: 'gradeSubmission',
    workflowId: gradeSubmissionId,
    input: 'gradingId',
  },
  'run-code': {
    table: 'runs',
    unfinished: `status in ('queued', 'running')`,
    workflowType: 'runCode',
    workflowId: runCodeId,
    input: 'runId',
  },
  'send-mail': {
    table: 'mails',
    unfinished: `status = 'queued'`,
    workflowType: 'sendMail',
    workflowId: sendMailId,
    input: 'mailId',
  },
};

export const workflowIdOf = (kind: ProcessKind, rowId: string) => restarts[kind].workflowId(rowId);

/**
 * Queues the start of a process that Temporal does not know or has closed, if its row is unfinished still.
 * @param trx a transaction in the organisation's scope
 * @param restart.closed Temporal holds a closed process of this id
 * @returns the id of the outbox row, or undefined when the row has ended by now
 */
export async function queueRestart(
  trx: Knex.Transaction,
  restart: { organisationId: string; kind: ProcessKind; rowId: string; closed: boolean },
): Promise<string | undefined> {
  const { organisationId, kind, rowId } = restart;
  const { table, unfinished, workflowType, workflowId, input } = restarts[kind];
  const row = await trx(table)
    .where({ id: rowId })
    .whereRaw(unfinished)
    .forUpdate()
    .first<{ id: string }>('id');
  if (!row) return undefined;
  return enqueue(trx, {
    organisationId,
    kind: 'start',
    workflowType,
    workflowId: workflowId(rowId),
    start: { organisationId, [input]: rowId },
    searchAttributes: { process: kind },
    ...(restart.closed && { restart: true }),
  });
}
