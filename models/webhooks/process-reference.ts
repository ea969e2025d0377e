import type { Knex } from 'knex';
import { Model } from 'objection';
import type { WebhookProvider } from '#domain/webhooks/outside-event.ts';
import { Process } from '../processes/process.ts';

/** What a process is called outside. */
export class ProcessReference extends Model {
  static override tableName = 'process_references';
  static override idColumn = ['provider', 'reference', 'kind'];

  declare provider: string;
  declare reference: string;
  declare kind: string;
  declare workflow_id: string;
  declare created_at: Date;
}

/**
 * Notes what a process is called at a provider, in the transaction in which it books the object: events that name it are the process's
 * from then on, also those that came before. A repeated step changes nothing.
 * @param trx in the scope of the process
 * @throws NotFoundError when there is no such process in the scope; a unique violation when another process of its kind has the name
 */
export async function referToProcess(
  trx: Knex.Transaction,
  reference: { provider: WebhookProvider; name: string; workflowId: string },
): Promise<void> {
  const { provider, name, workflowId } = reference;
  const { kind } = await Process.query(trx).findById(workflowId).select('kind').throwIfNotFound();
  const row = { provider, reference: name, kind, workflow_id: workflowId };
  const known = await ProcessReference.query(trx).findOne(row);
  if (!known) await ProcessReference.query(trx).insert(row);
}
