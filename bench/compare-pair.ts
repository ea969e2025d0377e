import type { Figure } from './figure.ts';
import type { Target } from './lean-client.ts';
import { openLoop, saturate } from './open-loop.ts';
import { median } from './statistics.ts';

const connections = 32;

export type Pair = { what: string; ours: Target; raw: Target };

/** Nothing is compared that does not answer the same. */
export async function compareBytes({ what, ours, raw }: Pair): Promise<void> {
  const body = async ({ url, headers }: Target): Promise<unknown> => (await fetch(url, { headers })).json();
  const [one, other] = [JSON.stringify(await body(ours)), JSON.stringify(await body(raw))];
  if (one !== other)
    throw new Error(
      `${what}: the two servers answer differently:\n${one.slice(0, 2000)}\n${other.slice(0, 2000)}`,
    );
}

/** Rounds of so many seconds, twice as many for the p99, after a warm-up in seconds. */
export type Effort = { rounds: number; seconds: number; warmUp: number };

export const quickEffort: Effort = { rounds: 1, seconds: 0.5, warmUp: 0.5 };

/** Requests a second of both at their limit, in turns; then the p99 of both at one rate that leaves room, half of what the slower one can. */
export async function comparePair(
  name: string,
  { what, ours, raw }: Pair,
  effort: Effort,
): Promise<Figure[]> {
  const { rounds, seconds, warmUp } = effort;
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
