import { readFile, readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import path from 'node:path';
import process from 'node:process';
import { ratioOf } from '#bench/figure.ts';
import type { Bench, Figure } from '#bench/figure.ts';
import { root } from '../platform/settings.ts';
import { whenToldToStop } from '../platform/when-told-to-stop.ts';
import { startBroker } from '../testing/broker.ts';
import { brokerVariable } from '../testing/services.ts';
import { starters } from '../testing/starters.ts';
import { explainFailure } from './explain-failure.ts';

try {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
  });
  const benches = await findBenches(positionals);
  const broker = await startBroker(starters);
  process.env[brokerVariable] = broker.url;
  whenToldToStop(async () => {
    await broker.stop();
    process.exit(130);
  });
  try {
    for (const bench of benches)
      await measure(bench, { json: values.json ?? false, quick: values.quick ?? false });
  } finally {
    await broker.stop();
  }
} catch (error) {
  explainFailure(error);
}

async function measure(bench: Bench, options: { json: boolean; quick: boolean }): Promise<void> {
  console.error(`→ ${bench.name}`);
  const figures = await bench.run({ quick: options.quick, report: (line) => console.error(`  ${line}`) });
  if (options.json) for (const figure of figures) console.log(JSON.stringify(asJson(figure)));
  else
    console.table(
      Object.fromEntries(figures.map((figure) => [`${figure.bench} ${figure.metric}`, asRow(figure)])),
    );
}

/** Every file of bench/ that exports `bench` is one; a name picks some. Other files are their parts, some of them programs: those are not imported. */
async function findBenches(names: string[]): Promise<Bench[]> {
  const folder = path.join(root, 'bench');
  const files = (await readdir(folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort();
  const benches: Bench[] = [];
  for (const file of files.map((name) => path.join(folder, name))) {
    if (!/^export const bench\b/m.test(await readFile(file, 'utf8'))) continue;
    benches.push(((await import(file)) as { bench: Bench }).bench);
  }
  const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0)
    throw new Error(
      `There is no bench ${unknown.join(', ')}. Benches: ${benches.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  return names.length === 0 ? benches : benches.filter((bench) => names.includes(bench.name));
}

function asJson(figure: Figure) {
  const { bench, metric, value, unit, baseline, baselineValue, reach, reached } = figure;
  return {
    bench,
    metric,
    value,
    unit,
    baseline,
    baseline_value: baselineValue,
    ratio: ratioOf(figure),
    reach,
    reached,
  };
}

function asRow(figure: Figure) {
  const ratio = ratioOf(figure);
  return {
    value: `${round(figure.value)} ${figure.unit}`,
    baseline:
      figure.baselineValue === null
        ? ''
        : `${round(figure.baselineValue)} ${figure.unit} (${figure.baseline ?? ''})`,
    ratio: ratio === null ? '' : round(ratio),
    reach: `${figure.reach} ${figure.reached ? '✓' : '✗'}`,
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
