import type { ChildProcess } from 'node:child_process';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';
import { processesStatement, processStatement } from '#models/processes/find-processes.ts';
import type { ProcessFilter } from '#models/processes/find-processes.ts';
import type { ReadStatement } from '#models/database/scoped-reads.ts';
import { eventsStatement } from '#models/processes/process-event.ts';
import { waymarkQueue } from '#temporal/task-queues.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { compareBytes, comparePair, quickEffort } from './compare-pair.ts';
import type { Pair } from './compare-pair.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';
import { seedProcesses } from './seed-processes.ts';
import { startApi } from './start-api.ts';
import { endPrograms, startProgram } from './start-program.ts';
import { timeStatements } from './time-statements.ts';

const name = 'console';
const budgetMs = 5;

/** The list of processes and one process, of an organisation with a million: each statement by PostgreSQL's own clock, and both routes beside raw ones. */
export const bench: Bench = { name, run };

async function run({ quick, report }: BenchOptions): Promise<Figure[]> {
  const temporal = await createTestNamespace();
  const api = await createTestApp();
  const children: ChildProcess[] = [];
  try {
    const rows = quick ? 50_000 : 1_000_000;
    const size = { organisation: api.demo.id, other: api.other.id, rows, unfinished: 2_000 };
    const seeded = await seedProcesses(api.owner, size);
    report(`${rows} processes and a quarter more of others`);
    const statements = statementsOf(seeded);
    const figures = await timeStatements(api, statements, { bench: name, budgetMs, times: quick ? 20 : 200 });
    await temporal.client.workflow.start('gradeSubmission', {
      taskQueue: waymarkQueue,
      workflowId: seeded.reading,
    });
    for (const pair of await startServers(api, temporal, seeded.reading, children)) {
      await compareBytes(pair);
      report(`${pair.what}: the same bytes; measuring`);
      const compared = await comparePair(
        name,
        pair,
        quick ? quickEffort : { rounds: 5, seconds: 4, warmUp: 12 },
      );
      figures.push(...compared.filter(({ metric }) => metric.includes('p99')));
    }
    return figures;
  } finally {
    await endPrograms(children);
    await api.close();
    await temporal.close();
  }
}

async function startServers(
  api: TestApp,
  temporal: TestNamespace,
  reading: string,
  children: ChildProcess[],
): Promise<Pair[]> {
  const { address, namespace } = temporal;
  const admin = await api.person('admin', { password: true });
  const variables = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  const { url, headers } = await startApi(api, admin, children, variables);
  const parameters = [api.database.ownerUrl, api.demo.id, address, namespace];
  const raw = await startProgram(
    'bench/raw-console-server.ts',
    parameters,
    { NODE_ENV: 'production' },
    /^\d+$/,
  );
  children.push(raw.child);
  const rawUrl = `http://127.0.0.1:${raw.line}`;
  const id = encodeURIComponent(reading);
  return [
    {
      what: 'the list',
      ours: { url: `${url}/api/ops/processes?page_size=20`, headers },
      raw: { url: `${rawUrl}/list?api=${encodeURIComponent(url)}`, headers: {} },
    },
    {
      what: 'one process',
      ours: { url: `${url}/api/ops/processes/${id}`, headers },
      raw: { url: `${rawUrl}/one/${id}`, headers: {} },
    },
  ];
}

/** What the console offers, and what its API offers beside. */
function statementsOf(seeded: { person: string; reading: string }): Record<string, ReadStatement> {
  const list = (filter: ProcessFilter, page = 1) => processesStatement({ filter, page, pageSize: 20 });
  return {
    'first page': list({}),
    'page 125': list({}, 125),
    'page 250, the last that is counted': list({}, 250),
    'by kind': list({ kind: 'send-mail' }),
    'by kind, page 250': list({ kind: 'run-code' }, 250),
    'by a rare state': list({ status: 'refused' }),
    'by a common state': list({ status: 'graded' }),
    'by a state of every kind, page 250': list({ status: 'cancelled' }, 250),
    'by kind and state': list({ kind: 'grade-submission', status: 'cancelled' }),
    'by a kind that has no such state': list({ kind: 'send-mail', status: 'graded' }),
    'needing a person': list({ needs_person: true }),
    'needing nobody': list({ needs_person: false }),
    'older than a day': list({ older_than: 1_440 }),
    'older than all': list({ older_than: 5_256_000 }),
    'by kind, state and age': list({ kind: 'run-code', status: 'finished', older_than: 1_440 }),
    'by state and age': list({ status: 'queued', older_than: 60 }),
    'by a step': list({ step: 'grade' }),
    'by a step nothing stands at': list({ step: 'open' }),
    'by person': list({ user: seeded.person }),
    'by person and kind': list({ user: seeded.person, kind: 'run-code' }),
    'one process': processStatement(seeded.reading),
    'its events': eventsStatement(seeded.reading, 500),
  };
}
