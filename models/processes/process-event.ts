import type { Knex } from 'knex';
import { Model } from 'objection';
import type { EventOf } from '#domain/processes/process-events.ts';
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
 * Notes an event of a process; one that its kind's definition has not, or not with these parameters, does not compile.
 * @param noted.event.occurrence names it, so that a repeated activity adds nothing; null for what may happen any number of times
 */
export async function recordProcessEvent<WorkflowId extends string>(
  trx: Knex.Transaction,
  noted: {
    organisationId: string | null;
    workflowId: WorkflowId;
    event: EventOf<WorkflowId> & { occurrence: string | null };
  },
): Promise<void> {
  const { name, occurrence, detail } = noted.event;
  await trx.raw(
    `insert into process_events (organisation_id, workflow_id, event, step, detail) values (?, ?, ?, ?, ?::jsonb)
     on conflict (workflow_id, event, step) where step is not null do nothing`,
    [noted.organisationId, noted.workflowId, name, occurrence, JSON.stringify(detail ?? {})],
  );
}
