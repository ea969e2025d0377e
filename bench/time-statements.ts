import pg from 'pg';
import type { TestApp } from '#api/testing/app.ts';
import type { ReadStatement } from '#models/database/scoped-reads.ts';
import type { Figure } from './figure.ts';
import { median, percentile } from './statistics.ts';

/**
 * What each statement takes by PostgreSQL's own clock, as the API asks: its role, in the demo's scope under row-level security, each statement planned once.
 * @param options.times each is asked, after three that plan and warm the caches
 */
export async function timeStatements(
  api: TestApp,
  statements: Record<string, ReadStatement>,
  { bench, budgetMs, times }: { bench: string; budgetMs: number; times: number },
): Promise<Figure[]> {
  const client = new pg.Client({
    connectionString: api.database.applicationUrl,
    options: `-c plan_cache_mode=force_generic_plan -c waymark.organisation_id=${api.demo.id}`,
  });
  await client.connect();
  try {
    const figures: Figure[] = [];
    for (const [what, { text, values }] of Object.entries(statements)) {
      await client.query(`deallocate all`);
      await client.query(`prepare asked as ${text}`);
      const given = values.map((value) => client.escapeLiteral(literal(value))).join(', ');
      const execute = `explain (analyze, timing off, format json) execute asked${given && `(${given})`}`;
      const took: number[] = [];
      for (let time = -3; time < times; time += 1) {
        const { rows } = await client.query<{ 'QUERY PLAN': [{ 'Execution Time': number }] }>(execute);
        if (time >= 0) took.push(rows[0]!['QUERY PLAN'][0]['Execution Time']);
      }
      for (const [metric, value] of [
        ['median', median(took)],
        ['p99', percentile(took, 0.99)],
      ] as const)
        figures.push({
          ...{ bench, metric: `statement ${what}, ${metric}`, value, unit: 'ms' },
          ...{ baseline: null, baselineValue: null, reach: `≤ ${budgetMs} ms`, reached: value <= budgetMs },
        });
    }
    return figures;
  } finally {
    await client.end();
  }
}

const literal = (value: unknown): string => (Array.isArray(value) ? `{${value.join(',')}}` : String(value));
