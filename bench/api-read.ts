import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createTestApp, dataOf, testPassword } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { freePort } from '#dev/processes/free-port.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';
import type { Target } from './lean-client.ts';
import { openLoop, saturate } from './open-loop.ts';
import { publishExercises } from './publish-exercises.ts';
import { endPrograms, startProgram } from './start-program.ts';
import { median } from './statistics.ts';

const name = 'api-read';
const connections = 32;
// Every process here counts the same student: the limiter works, and nobody reaches its limit.
const unreachedLimit = { RATE_LIMIT_SIGNED_IN: '1000000000' };

type Pair = { what: string; ours: Target; raw: Target };

/** A signed-in GET of an exercise and of a list of 20, beside a raw Fastify route that returns the same bytes from the same SQL; each server a process of its own. */
async function run({ quick, report }: BenchOptions): Promise<Figure[]> {
  const api = await createTestApp(unreachedLimit);
  const children: ChildProcess[] = [];
  try {
    const student = await api.person('student', { password: true });
    const slug = await publishExercises(api, 40);
    const pairs = await startServers(api, student, slug, children);
    const figures: Figure[] = [];
    for (const pair of pairs) {
      await compareBytes(pair);
      report(`${pair.what}: the same bytes; measuring`);
      figures.push(...(await measure(pair, quick)));
    }
    figures.push(await statementsARequest(api, student));
    return figures;
  } finally {
    await endPrograms(children);
    await api.close();
  }
}

async function startServers(
  api: TestApp,
  student: TestPerson,
  slug: string,
  children: ChildProcess[],
): Promise<Pair[]> {
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  const settings = {
    WAYMARK_MODE: 'production',
    API_HOST: '127.0.0.1',
    API_PORT: String(port),
    API_URL: apiUrl,
    DATABASE_URL: api.database.applicationUrl,
    JWT_SECRET: randomBytes(32).toString('hex'),
    FORWARD_SECRET: randomBytes(32).toString('hex'),
    MAIL_KEY: randomBytes(32).toString('hex'),
    SITE_URL: 'https://waymark.example',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    ...unreachedLimit,
  };
  const ours = await startProgram('api/server.ts', [], { NODE_ENV: 'production', ...settings });
  children.push(ours.child);
  const parameters = [api.database.ownerUrl, student.id, slug];
  const raw = await startProgram('bench/raw-read-server.ts', parameters, { NODE_ENV: 'production' }, /^\d+$/);
  children.push(raw.child);
  await waitFor('The API’s start', async () => (await fetch(`${apiUrl}/health/ready`)).ok);
  const login = await fetch(`${apiUrl}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: student.email, password: testPassword }),
  });
  const { data } = (await login.json()) as { data: { access: string } };
  const headers = { authorization: `Bearer ${data.access}` };
  const rawUrl = `http://127.0.0.1:${raw.line}`;
  return [
    {
      what: 'one exercise',
      ours: { url: `${apiUrl}/api/grading/exercises/${slug}`, headers },
      raw: { url: `${rawUrl}/one`, headers: {} },
    },
    {
      what: 'a list of 20',
      ours: { url: `${apiUrl}/api/grading/exercises?page_size=20`, headers },
      raw: { url: `${rawUrl}/list?api=${encodeURIComponent(apiUrl)}`, headers: {} },
    },
  ];
}

/** Nothing is compared that does not answer the same. */
async function compareBytes({ what, ours, raw }: Pair): Promise<void> {
  const body = async ({ url, headers }: Target): Promise<unknown> => (await fetch(url, { headers })).json();
  const [one, other] = [JSON.stringify(await body(ours)), JSON.stringify(await body(raw))];
  if (one !== other)
    throw new Error(
      `${what}: the two servers answer differently:\n${one.slice(0, 2000)}\n${other.slice(0, 2000)}`,
    );
}

async function measure({ what, ours, raw }: Pair, quick: boolean): Promise<Figure[]> {
  const [rounds, seconds, warmUp] = quick ? [1, 0.5, 0.5] : [5, 4, 12];
  const capacity = { ours: [] as number[], raw: [] as number[] };
  // V8 goes on compiling for some ten thousand requests.
  await saturate(ours, connections, warmUp);
  await saturate(raw, connections, warmUp);
  for (let round = 0; round < rounds; round++) {
    capacity.raw.push(await saturate(raw, connections, seconds));
    capacity.ours.push(await saturate(ours, connections, seconds));
  }
  const perSecond = { ours: median(capacity.ours), raw: median(capacity.raw) };
  // Both at one rate that leaves room: half of what the slower one can.
  const rate = Math.min(perSecond.ours, perSecond.raw) / 2;
  const p99 = { ours: [] as number[], raw: [] as number[] };
  // A percentile this far out swings from round to round far more than the throughput: it takes twice as many.
  for (let round = 0; round < rounds * 2; round++) {
    p99.raw.push((await openLoop(raw, rate, seconds)).p99);
    p99.ours.push((await openLoop(ours, rate, seconds)).p99);
  }
  const tail = { ours: median(p99.ours), raw: median(p99.raw) };
  const baseline = 'raw Fastify and pg, same bytes and SQL';
  return [
    {
      bench: name,
      metric: `${what}, requests/s`,
      value: perSecond.ours,
      unit: '/s',
      baseline,
      baselineValue: perSecond.raw,
      reach: '≥ 0.7',
      reached: perSecond.ours >= 0.7 * perSecond.raw,
    },
    {
      bench: name,
      metric: `${what}, p99 at ${Math.round(rate)}/s, open loop`,
      value: tail.ours,
      unit: 'ms',
      baseline,
      baselineValue: tail.raw,
      reach: '≤ 1.5',
      reached: tail.ours <= 1.5 * tail.raw,
    },
  ];
}

/** Statements the API sends for a list of 20 beside a list of 1, its caches warm. */
async function statementsARequest(api: TestApp, student: TestPerson): Promise<Figure> {
  const statementsOf = async (url: string): Promise<number> => {
    let sent = 0;
    const { read } = api.app.reads;
    const count = () => void (sent += 1);
    api.app.database.on('query', count);
    api.app.reads.read = (...parameters) => {
      count();
      return read(...parameters);
    };
    dataOf(await api.app.inject({ url, headers: student.authorization }));
    api.app.database.off('query', count);
    api.app.reads.read = read;
    return sent;
  };
  const list = (size: number) => `/api/grading/exercises?page_size=${size}`;
  await statementsOf(list(1));
  const [one, twenty] = [await statementsOf(list(1)), await statementsOf(list(20))];
  return {
    bench: name,
    metric: 'statements for a list of 20',
    value: twenty,
    unit: 'statements',
    baseline: 'a list of 1',
    baselineValue: one,
    reach: '= 1',
    reached: twenty === one,
  };
}

export const bench: Bench = { name, run };
