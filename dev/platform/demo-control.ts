import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import type { ProcessIdentity } from '../processes/identity.ts';
import { isAlive } from '../processes/identity.ts';
import { waitFor } from '../processes/wait-for.ts';

/** What the last kill did; `restarted` is null until the supervisor has started the next process. Times are ISO 8601. */
export type LastKill = { killed: { pid: number; at: string }; restarted: { pid: number; at: string } | null };

export type DemoControl = { url: string; token: string; close(): Promise<void> };

const pauseMs = 5_000;
// The slowest restart of the supervisor, and a little more.
const restartWithinMs = 7_000;

/**
 * Lets the demo's site kill the grading worker, and nothing else: a request names no process. It listens on the loopback address only, on a port
 * of the system's choice, and takes only requests with the token it made for this run.
 *
 * `GET /` answers `{ last: LastKill | null }`. `POST /kill` sends SIGKILL, waits for the restart and answers the same; 429 with `retry-after` within
 * 5 s of the last kill, 409 while no worker runs.
 * @param gradingWorker the worker as it runs at the moment of the call; undefined between an end and the restart
 */
export async function startDemoControl(
  gradingWorker: () => ProcessIdentity | undefined,
): Promise<DemoControl> {
  const token = randomBytes(32).toString('base64url');
  const expected = digest(`Bearer ${token}`);
  let last: LastKill | null = null;
  let lastKillAt = -Infinity;

  async function kill(response: ServerResponse): Promise<void> {
    const wait = lastKillAt + pauseMs - performance.now();
    if (wait > 0) return answer(response, 429, { last }, { 'retry-after': String(Math.ceil(wait / 1000)) });
    const victim = gradingWorker();
    if (!victim || !isAlive(victim)) return answer(response, 409, { last });
    lastKillAt = performance.now();
    process.kill(victim.pid, 'SIGKILL');
    const done: LastKill = { killed: { pid: victim.pid, at: new Date().toISOString() }, restarted: null };
    last = done;
    const next = await waitFor('the restart', () => successorOf(victim), {
      withinMs: restartWithinMs,
      everyMs: 20,
    }).catch(() => undefined);
    if (next) done.restarted = { pid: next.pid, at: new Date().toISOString() };
    answer(response, 200, { last: done });
  }

  function successorOf(victim: ProcessIdentity): ProcessIdentity | undefined {
    const now = gradingWorker();
    return now && (now.pid !== victim.pid || now.startedAt !== victim.startedAt) ? now : undefined;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected))
      return answer(response, 401, {});
    if (request.method === 'GET' && request.url === '/') return answer(response, 200, { last });
    if (request.method === 'POST' && request.url === '/kill') return kill(response);
    answer(response, 404, {});
  }

  const server = createServer(
    (request, response) => void handle(request, response).catch(() => response.destroy()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers })
    .end(JSON.stringify(body));
}
