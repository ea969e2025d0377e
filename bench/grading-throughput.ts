import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { dockerForTest } from '#dev/testing/docker.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import { publishExercise, sumInPython } from '#workers/testing/exercise.ts';
import { bareContainers } from './bare-containers.ts';
import type { BareContainers } from './bare-containers.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';
import { endPrograms } from './start-program.ts';
import { startWorkers } from './start-workers.ts';
import { timed } from './statistics.ts';

const name = 'grading-throughput';
const busySeconds = 2;
const trivial = 'print(sum(map(int, input().split())))\n';
const busy = `import time\nwhile time.process_time() < ${busySeconds}:\n    pass\n${trivial}`;

// Below the cores, as the worker itself takes them.
const slots = Math.max(1, availableParallelism() - 1);

/** Submissions posted to the API all at once, until the last verdict is stored: through limiter, outbox, Temporal, workers and containers. */
export const bench: Bench = { name, run };

async function run({ quick, report }: BenchOptions): Promise<Figure[]> {
  const temporal = await createTestNamespace();
  const api = await createTestApp({
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    DATABASE_POOL: '10',
  });
  const workers: ChildProcess[] = [];
  try {
    const students = await Promise.all(Array.from({ length: 60 }, () => api.person('student')));
    const limits = { cpu_ms: 20_000, wall_ms: 60_000, memory_kb: 131_072, output_kb: 64 };
    const exercise = { ...sumInPython, limits, tests: sumInPython.tests.slice(0, 1) };
    await publishExercise(api.owner, { organisationId: api.demo.id, authorId: students[0]!.id }, exercise);
    const url = await api.app.listen({ port: 0, host: '127.0.0.1' });
    const { socket, label } = await dockerForTest();
    workers.push(...(await startWorkers(api, temporal, { label, slots })));
    const platform = { api, url, students, bare: await bareContainers(socket, label) };
    report('trivial submissions');
    const rates = await trivialRates(platform, quick ? 6 : 300);
    report(`submissions of ${busySeconds} s CPU`);
    return [...(await busyShares(platform, quick ? 2 : 60)), ...rates];
  } finally {
    await endPrograms(workers);
    api.app.server.closeAllConnections();
    await api.close();
    await temporal.close();
  }
}

type Platform = { api: TestApp; url: string; students: TestPerson[]; bare: BareContainers };

/**
 * How much of the slots' time goes into the programs themselves: by the processor time they need, and by the clock from each one's start to
 * its end, which says the same on a quiet machine and leaves out what a busy one takes from the programs.
 */
async function busyShares(platform: Platform, count: number): Promise<Figure[]> {
  await platform.bare.settled();
  let ids: string[] = [];
  const took = await timed(async () => (ids = await gradeAll(platform, busy, count)));
  const gradings = platform.api.owner('gradings').select('id').whereIn('submission_id', ids);
  const [ran] = await platform.api
    .owner('grading_tests')
    .whereIn('grading_id', gradings)
    .sum<{ sum: string }[]>('wall_ms');
  const what = { bench: name, unit: '', baseline: null, baselineValue: null, reach: '≥ 0.85' };
  return [
    { metric: 'share of the ideal', milliseconds: count * busySeconds * 1000 },
    { metric: 'share of the slots’ time', milliseconds: Number(ran!.sum) },
  ].map(({ metric, milliseconds }) => {
    const value = milliseconds / slots / took;
    return {
      ...what,
      metric: `${metric}, ${count} × ${busySeconds} s CPU, slots: ${slots}`,
      value,
      reached: value >= 0.85,
    };
  });
}

/**
 * Beside the bare life of as many containers: as many at a time as are graded at a time, and as many as the grading worker starts at a time.
 * Each baseline is taken half before and half after, because the machine may be busier then.
 */
async function trivialRates(platform: Platform, count: number): Promise<Figure[]> {
  const { bare } = platform;
  const widths = [...new Set([slots, Math.max(2, availableParallelism())])];
  const half = async (): Promise<number[]> => {
    await bare.settled();
    const times: number[] = [];
    for (const width of widths) times.push(await timed(() => bare.live(count / 2, width)));
    return times;
  };
  const before = await half();
  await bare.settled();
  const took = await timed(() => gradeAll(platform, trivial, count));
  const after = await half();
  return widths.map((width, index) => {
    const [value, baselineValue] = [(count * 1000) / took, (count * 1000) / (before[index]! + after[index]!)];
    const baseline = `bare create + start + remove, ${width} at a time`;
    const metric = `${count} trivial submissions, against ${width} at a time`;
    return {
      bench: name,
      metric,
      value,
      unit: '/s',
      baseline,
      baselineValue,
      reach: '≥ 0.8',
      reached: value >= 0.8 * baselineValue,
    };
  });
}

/** Posts so many submissions of a program at once and waits until the last is graded. @returns their ids. @throws Error when one is not accepted */
async function gradeAll({ api, url, students }: Platform, content: string, count: number): Promise<string[]> {
  const body = JSON.stringify({ language: 'python', files: [{ name: 'main.py', content }] });
  const submit = async (index: number): Promise<string> => {
    const headers = {
      ...students[index % students.length]!.authorization,
      'content-type': 'application/json',
    };
    const answer = await fetch(`${url}/api/grading/exercises/sum/submissions`, {
      method: 'POST',
      headers,
      body,
    });
    if (answer.status !== 202) throw new Error(`The API answered ${answer.status}: ${await answer.text()}`);
    return ((await answer.json()) as { data: { id: string } }).data.id;
  };
  const ids = await Promise.all(Array.from({ length: count }, (_, index) => submit(index)));
  for (;;) {
    const left = await api
      .owner('submissions')
      .whereIn('id', ids)
      .whereNot({ status: 'graded' })
      .count<{ count: string }[]>();
    if (left[0]!.count === '0') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const wrong = await api
    .owner('submissions')
    .whereIn('id', ids)
    .whereNot({ verdict: 'accepted' })
    .first<{ verdict: string } | undefined>('verdict');
  if (wrong) throw new Error(`A verdict was ${wrong.verdict}.`);
  return ids;
}
