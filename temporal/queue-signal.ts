import type { Knex } from 'knex';
import type { cancelSignalName, retryNowSignalName } from '#domain/processes/process-signals.ts';
import { enqueue } from './outbox.ts';

/** The function that runs each kind of process. */
const workflowTypes = {
  'grade-submission': 'gradeSubmission',
  'run-code': 'runCode',
  'send-mail': 'sendMail',
} as const;

/**
 * Tells a running process what the database has decided, by an outbox row in the caller's transaction. One that has ended by then needs no telling.
 * @param signal.workflowId as temporal/workflow-ids.ts makes it
 * @returns the id of the outbox row; hand it to the dispatcher after the commit
 */
export async function queueSignal(
  trx: Knex.Transaction,
  signal: {
    organisationId: string;
    kind: keyof typeof workflowTypes;
    workflowId: string;
    name: typeof cancelSignalName | typeof retryNowSignalName;
  },
): Promise<string> {
  return enqueue(trx, {
    organisationId: signal.organisationId,
    kind: 'signal',
    workflowType: workflowTypes[signal.kind],
    workflowId: signal.workflowId,
    signalName: signal.name,
    signal: {},
    searchAttributes: { process: signal.kind },
  });
}
