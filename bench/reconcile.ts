import { randomInt } from 'node:crypto';
import process from 'node:process';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { createReconcilingActivities } from '#activities/reconcile.ts';
import type { ReconcileReport } from '#activities/reconcile.ts';
import { createTestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from '#models/database/knex.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import { reconcileEverySeconds } from '#temporal/schedules.ts';
import { countCalls } from './count-calls.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';
import { openWorkflows } from './open-workflows.ts';
import { median, timed } from './statistics.ts';

const name = 'reconcile';

type Pass = { report: ReconcileReport; ms: number; statements: number; calls: number; megabytes: number };

/** Unfinished rows that all run in Temporal but one: one pass has to find it, within the interval of its schedule. What a pass costs is written down a row. */
export const bench: Bench = { name, run };

async function run({ quick, report }: BenchOptions): Promise<Figure[]> {
  const rows = quick ? 5_000 : 100_000;
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  const [owner, application] = [openDatabase(database.ownerUrl), openDatabase(database.applicationUrl)];
  try {
    const ids = await seedUnfinished(owner, rows);
    const lost = ids[randomInt(ids.length)]!;
    report(`${rows} unfinished rows; opening their workflows but one’s`);
    const took = await timed(() =>
      openWorkflows(
        temporal.client,
        ids.filter((id) => id !== lost),
        {
          ...{ workflowType: 'sendMail', taskQueue: 'nobody', sideBySide: 64 },
          progress: (opened) => report(`${opened} open`),
        },
      ),
    );
    report(`opened in ${Math.round(took / 1000)} s`);
    await waitUntilListed(temporal.client, rows - 1);
    const passes = await passThrice(owner, application, temporal.client, lost);
    return figuresOf(passes, rows);
  } finally {
    await Promise.all([owner.destroy(), application.destroy(), temporal.close()]);
    await database.drop();
  }
}

/** @returns the workflow ids */
async function seedUnfinished(owner: Knex, rows: number): Promise<string[]> {
  await owner.raw(`insert into organisations (slug, name) values ('demo', 'Demo')`);
  await owner.raw(
    `insert into processes (workflow_id, organisation_id, kind, row_id, state, input, started_at, checked_at)
     select 'send-mail:' || row_id, organisations.id, 'send-mail', row_id, 'queued', json_build_object('mailId', row_id), now() - interval '1 hour', now()
     from organisations, (select gen_random_uuid() as row_id from generate_series(1, ?::integer)) numbered`,
    [rows],
  );
  await owner.raw('vacuum analyze processes');
  return owner('processes').pluck('workflow_id');
}

/** What is listed lags behind what is started. */
async function waitUntilListed(client: Client, wanted: number): Promise<void> {
  for (;;) {
    const { count } = await client.workflow.count(`ExecutionStatus = 'Running'`);
    if (count >= wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** @throws Error when a pass finds anything but the one that is lost */
async function passThrice(owner: Knex, application: Knex, client: Client, lost: string): Promise<Pass[]> {
  const passes: Pass[] = [];
  for (let pass = 0; pass < 3; pass += 1) {
    const counted = countCalls(application, client);
    const before = process.memoryUsage.rss();
    let [most, outcome] = [before, undefined as ReconcileReport | undefined];
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
    const { reconcile } = createReconcilingActivities({ database: application, client: counted.client });
    const ms = await timed(async () => (outcome = await new MockActivityEnvironment().run(reconcile)));
    clearInterval(watch);
    const { statements, calls } = counted.end();
    if (outcome!.restarted !== 1 || outcome!.failed !== 0)
      throw new Error(`A pass reported ${JSON.stringify(outcome)}.`);
    const queued = await owner('outbox').where({ status: 'pending' }).pluck('workflow_id');
    if (queued.length !== 1 || queued[0] !== lost)
      throw new Error(`Started again: ${queued.join(', ')}; lost: ${lost}`);
    passes.push({ report: outcome!, ms, statements, calls, megabytes: (most - before) / 2 ** 20 });
    // As it was: lost again.
    await owner('outbox').del();
    await owner('processes').where({ workflow_id: lost }).update({ checked_at: owner.fn.now(), restarts: 0 });
  }
  return passes;
}

function figuresOf(passes: Pass[], rows: number): Figure[] {
  const none = { bench: name, baseline: null, baselineValue: null };
  const of = (value: (pass: Pass) => number) => median(passes.map(value));
  const slowest = Math.max(...passes.map(({ ms }) => ms)) / 1000;
  const everyRow = passes.every(({ report }) => report.looked === rows);
  return [
    {
      ...none,
      metric: `one lost of ${rows} found, slowest of ${passes.length} passes`,
      value: slowest,
      unit: 's',
      baseline: 'the schedule’s interval',
      baselineValue: reconcileEverySeconds,
      reach: '≤ 1, every row looked at',
      reached: slowest <= reconcileEverySeconds && everyRow,
    },
    { ...none, metric: 'a row', value: of(({ ms }) => ms) / rows, unit: 'ms', reach: '', reached: true },
    {
      ...none,
      metric: 'statements a row',
      value: of(({ statements }) => statements) / rows,
      unit: '',
      reach: '',
      reached: true,
    },
    {
      ...none,
      metric: 'calls of Temporal a row',
      value: of(({ calls }) => calls) / rows,
      unit: '',
      reach: '≤ 0.01',
      reached: of(({ calls }) => calls) / rows <= 0.01,
    },
    {
      ...none,
      metric: 'memory of a pass, most of all',
      value: Math.max(...passes.map(({ megabytes }) => megabytes)),
      unit: 'MiB',
      reach: '',
      reached: true,
    },
  ];
}
