import type { ChildProcess } from 'node:child_process';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import type { ReadStatement } from '#models/database/scoped-reads.ts';
import { thingsStatement } from '#models/search/find-things.ts';
import { compareBytes, comparePair, quickEffort } from './compare-pair.ts';
import type { Pair } from './compare-pair.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';
import { seedSearch } from './seed-search.ts';
import { startApi } from './start-api.ts';
import { endPrograms, startProgram } from './start-program.ts';
import { timeStatements } from './time-statements.ts';

const name = 'search';
const budgetMs = 50;

/** Search over 100,000 things of an organisation: each statement by PostgreSQL's own clock, and the route beside a raw one. */
export const bench: Bench = { name, run };

async function run({ quick, report }: BenchOptions): Promise<Figure[]> {
  const api = await createTestApp();
  const children: ChildProcess[] = [];
  try {
    const things = quick ? 20_000 : 100_000;
    const [student, admin] = [
      await api.person('student', { password: true }),
      await api.person('admin', { password: true }),
    ];
    await seedSearch(api.owner, {
      organisation: api.demo.id,
      other: api.other.id,
      student: student.id,
      things,
    });
    report(`${things} things and a fifth more of others`);
    const statements = statementsOf(student, admin);
    const figures = await timeStatements(api, statements, { bench: name, budgetMs, times: quick ? 20 : 200 });
    for (const [what, person, query] of [
      ['an admin’s words', admin, 'sorting lists'],
      ['a student’s with a typing error', student, 'sroting lsits'],
    ] as const) {
      const pair = await startServers(api, person, { what, query }, children);
      await compareBytes(pair);
      report(`${what}: the same bytes; measuring`);
      const compared = await comparePair(
        name,
        pair,
        quick ? quickEffort : { rounds: 5, seconds: 4, warmUp: 12 },
      );
      figures.push(...compared.filter(({ metric }) => metric.includes('p99')));
      await endPrograms(children.splice(0));
    }
    return figures;
  } finally {
    await endPrograms(children);
    await api.close();
  }
}

async function startServers(
  api: TestApp,
  person: TestPerson,
  { what, query }: { what: string; query: string },
  children: ChildProcess[],
): Promise<Pair> {
  const { url, headers } = await startApi(api, person, children);
  const parameters = [api.database.ownerUrl, api.demo.id, person.id, person.role];
  const raw = await startProgram(
    'bench/raw-search-server.ts',
    parameters,
    { NODE_ENV: 'production' },
    /^\d+$/,
  );
  children.push(raw.child);
  const asked = `q=${encodeURIComponent(query)}`;
  return {
    what,
    ours: { url: `${url}/api/search?${asked}`, headers },
    raw: { url: `http://127.0.0.1:${raw.line}/search?${asked}&api=${encodeURIComponent(url)}`, headers: {} },
  };
}

function statementsOf(student: TestPerson, admin: TestPerson): Record<string, ReadStatement> {
  const asking =
    ({ id: userId, role }: TestPerson) =>
    (query: string) =>
      thingsStatement({ reader: { userId, role }, query, page: 1, pageSize: 20 });
  const [asStudent, asAdmin] = [asking(student), asking(admin)];
  return {
    'of one letter': asAdmin('s'),
    'of a word’s beginning': asAdmin('sort'),
    'of what a tenth is called': asAdmin('lists'),
    'of a name': asAdmin('yuki tanaka'),
    'of words in all kinds': asAdmin('sorting lists 12'),
    'with a typing error': asAdmin('sroting lsits'),
    'of what there is not': asAdmin('xylophone'),
    'a student’s': asStudent('sorting lists'),
    'a student’s with a typing error': asStudent('sroting lsits'),
  };
}
