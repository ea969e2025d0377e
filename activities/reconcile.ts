import { log } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import type { ProcessKind } from '#domain/processes/process-kinds.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { recordProcessEvent } from '#models/processes/process-event.ts';
import { describeProcess } from '#temporal/describe-process.ts';
import { queueRestart, workflowIdOf } from '#temporal/queue-restart.ts';

export type ReconcileReport = { looked: number; restarted: number };

export type ReconcilingActivities = ReturnType<typeof createReconcilingActivities>;

// Younger ones are on their way through the outbox.
const olderThan = '30 seconds';
const mostAtOnce = 500;
const sideBySide = 10;

type Unfinished = { organisation_id: string; kind: ProcessKind; row_id: string };

/**
 * Compares what is unfinished in the database with what Temporal runs, so that a lost, restored or emptied Temporal store loses nothing.
 * @param tools.database a pool of the application's role
 */
export function createReconcilingActivities({ database, client }: { database: Knex; client: Client }) {
  /** @returns whether the process had to be started again */
  async function reconcileOne({
    organisation_id: organisationId,
    kind,
    row_id: rowId,
  }: Unfinished): Promise<boolean> {
    const workflowId = workflowIdOf(kind, rowId);
    const described = await describeProcess(client, workflowId);
    if (described.known === 'unavailable') throw new Error(`Temporal cannot be asked: ${described.reason}`);
    if (described.known === 'yes' && described.status === 'running') return false;
    const closed = described.known === 'yes';
    return inOrganisation(database, organisationId, async (trx) => {
      const outboxId = await queueRestart(trx, { organisationId, kind, rowId, closed });
      if (outboxId === undefined) return false;
      log.warn('a process was not running though its row is unfinished', { workflowId, closed });
      await recordProcessEvent(trx, {
        organisationId,
        workflowId,
        event: 'restarted',
        step: outboxId,
        detail: { closed },
      });
      return true;
    });
  }

  return {
    /** Puts every unfinished row whose process is not running into the outbox again. Safe to repeat: a row that waits in the outbox is left alone. */
    async reconcile(): Promise<ReconcileReport> {
      const { rows } = await database.raw<{ rows: Unfinished[] }>(
        'select * from unfinished_processes(?::interval, ?)',
        [olderThan, mostAtOnce],
      );
      let restarted = 0;
      for (let index = 0; index < rows.length; index += sideBySide) {
        const results = await Promise.all(rows.slice(index, index + sideBySide).map(reconcileOne));
        restarted += results.filter(Boolean).length;
      }
      return { looked: rows.length, restarted };
    },
  };
}
