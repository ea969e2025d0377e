import type { Knex } from 'knex';
import { Model } from 'objection';
import type { ReadStatement } from '../database/scoped-reads.ts';

/** One thing that happened to a process, for people. Never changed, never read for correctness. */
export class ProcessEvent extends Model {
  static override tableName = 'process_events';
  static override jsonAttributes = ['detail'];

  declare id: string;
  /** null: of the platform itself. */
  declare organisation_id: string | null;
  declare workflow_id: string;
  declare event: string;
  declare detail: Record<string, unknown>;
  declare step: string | null;
  declare happened_at: Date;
}

/** The newest events of a process, newest first, read without a transaction (scoped-reads.ts). */
export const eventsStatement = (workflowId: string, atMost: number): ReadStatement => ({
  name: 'process-events',
  text: 'select * from process_events where workflow_id = $1 order by id desc limit $2',
  values: [workflowId, atMost],
});

/**
 * Notes an event of a process.
 * @param event.step names the occurrence, so that a repeated activity adds nothing; null for what may happen any number of times
 */
export async function recordProcessEvent(
  trx: Knex.Transaction,
  event: {
    organisationId: string | null;
    workflowId: string;
    event: string;
    step: string | null;
    detail?: Record<string, unknown>;
  },
): Promise<void> {
  await trx.raw(
    `insert into process_events (organisation_id, workflow_id, event, step, detail) values (?, ?, ?, ?, ?::jsonb)
     on conflict (workflow_id, event, step) where step is not null do nothing`,
    [event.organisationId, event.workflowId, event.event, event.step, JSON.stringify(event.detail ?? {})],
  );
}
