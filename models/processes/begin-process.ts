import type { Knex } from 'knex';
import type { InputOf, ProcessDefinition } from '#domain/processes/define-process.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import type { SignalArgument, SignalArguments, SignalName } from '#domain/processes/process-signals.ts';
import { definitionOf, parseWorkflowId } from '#domain/processes/index.ts';
import { enqueue } from './outbox.ts';
import { Process } from './process.ts';

/**
 * Begins a process: its row in `processes` and its message in the outbox, in the transaction and scope of the business row.
 * @param wish.input what its workflow is started with; a wrong one does not compile
 * @param wish.subject what its page is about
 * @returns the id of the outbox row; hand it to the dispatcher after the commit
 */
export async function beginProcess<Definition extends ProcessDefinition>(
  trx: Knex.Transaction,
  definition: Definition,
  wish: {
    organisationId: string | null;
    userId: string | null;
    subject: { type: string; id: string } | null;
    input: InputOf<Definition>;
  },
): Promise<string> {
  const input = wish.input as Record<string, unknown>;
  const rowId = String(input[definition.row]);
  const workflowId = workflowIdOf(definition, rowId);
  await trx('processes').insert({
    workflow_id: workflowId,
    organisation_id: wish.organisationId,
    kind: definition.kind,
    row_id: rowId,
    user_id: wish.userId,
    subject_type: wish.subject?.type ?? null,
    subject_id: wish.subject?.id ?? null,
    state: definition.states[0],
    priority: definition.priority,
    waiting_for: 'process_start',
    input: JSON.stringify(input),
  });
  return enqueue(trx, {
    organisationId: wish.organisationId,
    kind: 'start',
    workflowType: definition.workflow,
    workflowId,
    start: input,
    searchAttributes: {
      process: definition.kind,
      priority: definition.priority,
      ...(wish.userId && { user: wish.userId }),
    },
  });
}

/**
 * Tells a running process what the database has decided, by a message in the caller's transaction. If the process has ended by then, the message is dropped.
 * @param signal.argument of `decide`: a decision that the kind's definition names, by the type of the workflow id; another does not compile
 * @returns the id of the outbox row; hand it to the dispatcher after the commit
 * @throws RangeError for what is no workflow id of ours
 */
export async function signalProcess<WorkflowId extends string, Name extends SignalName>(
  trx: Knex.Transaction,
  signal: {
    organisationId: string | null;
    workflowId: WorkflowId;
    name: Name;
    argument: SignalArgument<Name, WorkflowId>;
  },
): Promise<string> {
  const parsed = parseWorkflowId(signal.workflowId);
  if (!parsed) throw new RangeError(`“${signal.workflowId}” is no workflow id of ours.`);
  return enqueue(trx, {
    organisationId: signal.organisationId,
    kind: 'signal',
    workflowType: definitionOf(parsed.kind).workflow,
    workflowId: signal.workflowId,
    signalName: signal.name,
    signal: signal.argument,
    searchAttributes: { process: parsed.kind },
  });
}

/**
 * Tells a process what it must not miss, by a message in the caller's transaction; a workflow that Temporal does not know is started with it.
 * Told to one that Temporal has closed the message is obsolete: whoever sends it looks again.
 * @param telling.definition of the process's kind
 * @returns the id of the outbox row; hand it to the dispatcher after the commit
 */
export async function signalOrStartProcess<Name extends keyof SignalArguments>(
  trx: Knex.Transaction,
  telling: {
    process: Process;
    definition: ProcessDefinition;
    name: Name;
    argument: SignalArguments[Name];
  },
): Promise<string> {
  const { process, definition } = telling;
  return enqueue(trx, {
    organisationId: process.organisation_id,
    kind: 'signal_with_start',
    workflowType: definition.workflow,
    workflowId: process.workflow_id,
    signalName: telling.name,
    signal: telling.argument,
    start: process.input,
    searchAttributes: {
      process: process.kind,
      priority: definition.priority,
      ...(process.user_id && { user: process.user_id }),
    },
  });
}

/**
 * Queues the start of a process that Temporal does not know or has closed, if its row is unfinished still.
 * @param trx in the scope of its organisation
 * @param restart.closed Temporal holds a closed process of this id
 * @returns the id of the outbox row, or undefined when it has ended by now
 */
export async function restartProcess(
  trx: Knex.Transaction,
  restart: { workflowId: string; closed: boolean },
): Promise<string | undefined> {
  const process = await Process.query(trx).findById(restart.workflowId).whereNull('finished_at').forUpdate();
  if (!process) return undefined;
  const definition = definitionOf(process.kind);
  return enqueue(trx, {
    organisationId: process.organisation_id,
    kind: 'start',
    workflowType: definition.workflow,
    workflowId: process.workflow_id,
    start: process.input,
    searchAttributes: {
      process: process.kind,
      priority: definition.priority,
      ...(process.user_id && { user: process.user_id }),
    },
    ...(restart.closed && { restart: true }),
  });
}
