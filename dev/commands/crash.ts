import { parseArgs } from 'node:util';
import process from 'node:process';
import { explainFailure } from './explain-failure.ts';
import { vitest } from './tools.ts';

try {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: { rounds: { type: 'string' }, seed: { type: 'string' } },
  });
  for (const [name, value] of Object.entries(values))
    if (!/^\d+$/.test(value)) throw new Error(`--${name} takes a whole number, not "${value}".`);
  if (values.rounds) process.env.CRASH_ROUNDS = values.rounds;
  if (values.seed) process.env.CRASH_SEED = values.seed;
  process.exitCode = await vitest(['e2e/crash.test.ts']);
} catch (error) {
  explainFailure(error);
}
