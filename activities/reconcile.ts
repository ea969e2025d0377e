import { log } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { webhookSubscriptions } from '#domain/webhooks/subscriptions.ts';
import type { WebhookSubscription } from '#domain/webhooks/subscriptions.ts';
import { inScope } from '#models/database/in-organisation.ts';
import { restartProcess } from '#models/processes/begin-process.ts';
import { recordProcessEvent } from '#models/processes/process-event.ts';
import { deliverDueWebhookEvents } from '#models/webhooks/deliver-webhook-event.ts';
import { describeProcess } from '#temporal/describe-process.ts';
import { noteScheduleSuccess } from './note-schedule-success.ts';
import { whileHeartbeating } from './while-heartbeating.ts';

export type ReconcileReport = {
  /** Unfinished rows that were compared. */
  looked: number;
  restarted: number;
  /** Rows about which nothing could be found out; the next pass looks at them again. */
  failed: number;
  /** Providers' events that waited and were passed on to their process. */
  eventsPassedOn: number;
};

export type ReconcilingActivities = ReturnType<typeof createReconcilingActivities>;

// Younger ones are on their way through the outbox.
const olderThan = '30 seconds';
const rowsAtOnce = 5_000;
const listedAtOnce = 1_000;
const sideBySide = 10;

/** Started again this often, a process is for a person to look at; until then it waits twice as long each time. */
const restartsBeforePerson = 5;
const firstWaitSeconds = 30;

type Unfinished = { workflow_id: string; organisation_id: string | null; kind: string; restarts: number };

/**
 * Compares what is unfinished in the database with what Temporal runs, so that a lost, restored or emptied Temporal store loses nothing.
 * @param tools.database a pool of the application's role
 * @param tools.subscriptions to providers' events, where they are not the platform's own
 */
export function createReconcilingActivities(tools: {
  database: Knex;
  client: Client;
  subscriptions?: readonly WebhookSubscription[];
}) {
  const { database, client, subscriptions = webhookSubscriptions } = tools;

  /** Ids of all that runs, read a thousand at a time; what is not among them is asked for one by one, because the list lags behind. */
  async function listRunning(): Promise<Set<string>> {
    const running = new Set<string>();
    const list = client.workflow.list({ query: `ExecutionStatus = 'Running'`, pageSize: listedAtOnce });
    try {
      for await (const { workflowId } of list) running.add(workflowId);
    } catch (error) {
      throw new Error('Temporal cannot be asked what it runs.', { cause: error });
    }
    return running;
  }

  async function unfinishedAfter(workflowId: string): Promise<Unfinished[]> {
    const { rows } = await database.raw<{ rows: Unfinished[] }>(
      'select * from unfinished_processes(?, ?::interval, ?)',
      [workflowId, olderThan, rowsAtOnce],
    );
    return rows;
  }

  /** @returns whether the process had to be started again */
  async function reconcileOne({ workflow_id: workflowId, ...row }: Unfinished): Promise<boolean> {
    const described = await describeProcess(client, workflowId);
    if (described.known === 'unavailable') throw new Error(`Temporal cannot be asked: ${described.reason}`);
    if (described.known === 'yes' && described.status === 'running') return false;
    const closed = described.known === 'yes';
    return inScope(database, row.organisation_id, async (trx) => {
      const outboxId = await restartProcess(trx, { workflowId, closed });
      if (outboxId === undefined) return false;
      log.warn('a process was not running though its row is unfinished', { workflowId, closed });
      await trx('processes')
        .where({ workflow_id: workflowId })
        .update({
          restarts: row.restarts + 1,
          checked_at: trx.raw(`now() + ? * interval '1 second'`, [
            firstWaitSeconds * 2 ** Math.min(row.restarts, 10),
          ]),
          needs_person: trx.raw('needs_person or ?', [row.restarts + 1 >= restartsBeforePerson]),
          revision: trx.raw('revision + 1'),
        });
      await recordProcessEvent(trx, {
        organisationId: row.organisation_id,
        workflowId,
        event: { name: 'restarted', occurrence: outboxId, detail: { closed } },
      });
      return true;
    });
  }

  /** @returns how many events are on their way now; whatever could not be passed on is looked at again by a later pass */
  async function passOnEvents(): Promise<number> {
    const { outboxIds, failures } = await deliverDueWebhookEvents(database, subscriptions);
    for (const { id, error } of failures)
      log.error('a webhook’s event could not be passed on', { event: id, error });
    return outboxIds.length;
  }

  async function reconcileAll(report: ReconcileReport): Promise<void> {
    let running: Set<string> | undefined;
    for (let after = ''; ;) {
      const rows = await unfinishedAfter(after);
      if (rows.length === 0) return;
      running ??= await listRunning();
      const missing = rows.filter((row) => !running!.has(row.workflow_id));
      for (let index = 0; index < missing.length; index += sideBySide) {
        const batch = missing.slice(index, index + sideBySide);
        const results = await Promise.allSettled(batch.map(reconcileOne));
        results.forEach((result, position) => {
          if (result.status === 'fulfilled') report.restarted += Number(result.value);
          else {
            report.failed += 1;
            log.warn('a process could not be compared', {
              workflowId: batch[position]!.workflow_id,
              error: result.reason as unknown,
            });
          }
        });
      }
      report.looked += rows.length;
      after = rows.at(-1)!.workflow_id;
      if (rows.length < rowsAtOnce) return;
    }
  }

  return {
    /**
     * Puts every unfinished row whose process is not running into the outbox again, all of them in one pass, however many are stuck.
     * A row that fails ends nothing but itself. Safe to repeat: a row that waits in the outbox is left alone.
     * Providers' events that waited for their process are looked at first.
     * @throws when Temporal cannot be asked at all
     */
    reconcile: (): Promise<ReconcileReport> =>
      whileHeartbeating(async () => {
        const report: ReconcileReport = {
          looked: 0,
          restarted: 0,
          failed: 0,
          eventsPassedOn: await passOnEvents(),
        };
        await reconcileAll(report);
        await noteScheduleSuccess(database, 'reconcile');
        return report;
      }),
  };
}
