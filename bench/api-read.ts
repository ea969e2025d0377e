import type { ChildProcess } from 'node:child_process';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { compareBytes, comparePair, quickEffort } from './compare-pair.ts';
import type { Pair } from './compare-pair.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';
import { publishExercises } from './publish-exercises.ts';
import { startApi, unreachedLimit } from './start-api.ts';
import { endPrograms, startProgram } from './start-program.ts';

const name = 'api-read';

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
      figures.push(
        ...(await comparePair(name, pair, quick ? quickEffort : { rounds: 5, seconds: 4, warmUp: 12 })),
      );
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
  const { url: apiUrl, headers } = await startApi(api, student, children);
  const parameters = [api.database.ownerUrl, student.id, slug];
  const raw = await startProgram('bench/raw-read-server.ts', parameters, { NODE_ENV: 'production' }, /^\d+$/);
  children.push(raw.child);
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
