import type { Knex } from 'knex';

/** A wish to start or signal a process, to be delivered after the transaction it was written in commits. Arguments are ids, never blobs. */
export type OutboxMessage = {
  organisationId: string;
  workflowType: string;
  workflowId: string;
  searchAttributes?: { user?: string; process?: string };
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
      signal_name: message.kind === 'start' ? null : message.signalName,
      arguments: JSON.stringify({
        start: message.kind === 'signal' ? undefined : message.start,
        signal: message.kind === 'start' ? undefined : message.signal,
      }),
      restart: message.kind === 'start' && message.restart === true,
      search_attributes: JSON.stringify(message.searchAttributes ?? {}),
    })
    .returning<{ id: string }[]>('id');
  return row!.id;
}
