import type { Knex } from 'knex';
import type { InputOf, Priority } from '#domain/processes/define-process.ts';
import type { processDefinitions } from '#domain/processes/index.ts';

type Definition = (typeof processDefinitions)[number];

/** When and what a schedule of somebody's own starts, in Temporal's words: a workflow that is defined, with its input. */
export type ScheduleSpecification = {
  /** Five fields, as `cron` reads them, in the time zone. */
  cron: string;
  timeZone: string;
} & {
  [Workflow in Definition['workflow']]: {
    workflowType: Workflow;
    input: InputOf<Extract<Definition, { workflow: Workflow }>>;
  };
}[Definition['workflow']];

/** A wish to start or signal a process, to be delivered after the transaction it was written in commits. Arguments are ids, never blobs. */
export type OutboxMessage = {
  /** null: of the platform itself. */
  organisationId: string | null;
  workflowType: string;
  workflowId: string;
  searchAttributes?: { user?: string; process?: string; priority?: Priority };
} &
  /** `restart` lets a process run again under the id of one that has closed; only for what has been seen closed with its row unfinished. */
  (
    | { kind: 'start'; start: Record<string, unknown>; restart?: true }
    | { kind: 'signal'; signalName: string; signal: Record<string, unknown> }
    | {
        kind: 'signal_with_start';
        signalName: string;
        signal: Record<string, unknown>;
        start: Record<string, unknown>;
      }
    /** `workflowId` names the schedule. What Temporal runs by it begins as `<workflowId>-<time>`. */
    | { kind: 'schedule_put'; schedule: ScheduleSpecification }
    | { kind: 'schedule_delete' }
  );

/**
 * Writes one message into the outbox, inside the caller's transaction and organisation scope.
 * @returns the id of the outbox row; hand it to the dispatcher after the commit
 */
export async function enqueue(trx: Knex.Transaction, message: OutboxMessage): Promise<string> {
  const [row] = await trx('outbox')
    .insert({
      organisation_id: message.organisationId,
      kind: message.kind,
      workflow_type: message.workflowType,
      workflow_id: message.workflowId,
      signal_name: 'signalName' in message ? message.signalName : null,
      arguments: JSON.stringify({
        start: 'start' in message ? message.start : undefined,
        signal: 'signal' in message ? message.signal : undefined,
        schedule: 'schedule' in message ? message.schedule : undefined,
      }),
      restart: message.kind === 'start' && message.restart === true,
      search_attributes: JSON.stringify(message.searchAttributes ?? {}),
    })
    .returning<{ id: string }[]>('id');
  return row!.id;
}
