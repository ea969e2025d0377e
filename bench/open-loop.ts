import { openLeanClient } from './lean-client.ts';
import type { Target } from './lean-client.ts';
import { percentile } from './statistics.ts';

export type LoopResult = { perSecond: number; p50: number; p99: number };

// Not counted: the client opens its connections, and the processors' caches get used to the other server.
const leadInMs = 500;

/**
 * Asks at a steady rate, whatever the answers do, and times each from the moment it was due: a server that stalls is charged for the whole queue behind it.
 * Half a second is not counted, then `seconds` are.
 * @param rate requests a second
 * @throws Error when an answer is not 200
 */
export async function openLoop(target: Target, rate: number, seconds: number): Promise<LoopResult> {
  const client = openLeanClient(target, 256);
  const times: number[] = [];
  const pending: Promise<void>[] = [];
  const begin = performance.now();
  const total = Math.round(rate * (leadInMs / 1000 + seconds));
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * rate) + 1);
    for (; sent < due; sent++) {
      const dueAt = begin + (sent / rate) * 1000;
      const counted = dueAt >= begin + leadInMs;
      pending.push(client.ask().then(() => void (counted && times.push(performance.now() - dueAt))));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  const elapsed = (performance.now() - begin) / 1000;
  client.close();
  return { perSecond: total / elapsed, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** The most answers a second when `connections` clients each ask again at once. */
export async function saturate(target: Target, connections: number, seconds: number): Promise<number> {
  const client = openLeanClient(target, connections);
  const end = performance.now() + seconds * 1000;
  let answers = 0;
  const askOn = async (): Promise<void> => {
    while (performance.now() < end) {
      await client.ask();
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, askOn));
  client.close();
  return answers / seconds;
}
