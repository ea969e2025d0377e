import { Agent, request } from 'node:http';
import { percentile } from './statistics.ts';

export type Target = { url: string; headers: Record<string, string> };
export type LoopResult = { perSecond: number; p50: number; p99: number };

/**
 * Asks at a steady rate, whatever the answers do, and times each from the moment it was due: a server that stalls is charged for the whole queue behind it.
 * @param rate requests a second
 * @throws Error when an answer is not 200
 */
export async function openLoop(target: Target, rate: number, seconds: number): Promise<LoopResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const times: number[] = [];
  const pending: Promise<void>[] = [];
  const begin = performance.now();
  const total = Math.round(rate * seconds);
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * rate) + 1);
    for (; sent < due; sent++) {
      const dueAt = begin + (sent / rate) * 1000;
      pending.push(ask(target, agent).then(() => void times.push(performance.now() - dueAt)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  const elapsed = (performance.now() - begin) / 1000;
  agent.destroy();
  return { perSecond: total / elapsed, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** The most answers a second when `connections` clients each ask again at once. */
export async function saturate(target: Target, connections: number, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + seconds * 1000;
  let answers = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      await ask(target, agent);
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return answers / seconds;
}

function ask({ url, headers }: Target, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${response.statusCode}`))));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}
