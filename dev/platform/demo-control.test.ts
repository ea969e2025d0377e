import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../processes/identity.ts';
import { supervise } from '../processes/supervise.ts';
import { startDemoControl } from './demo-control.ts';

async function superviseSleeper(folder: string, name: string) {
  const supervised = supervise(
    {
      name,
      program: process.execPath,
      parameters: ['-e', 'setInterval(() => {}, 1000)'],
      environment: { PATH: process.env.PATH },
      logFile: path.join(folder, name),
    },
    { started: () => undefined, ended: () => undefined },
  );
  onTestFinished(() => supervised.stop());
  return supervised;
}

async function controlled() {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-demo-control-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const worker = await superviseSleeper(folder, 'grading-worker');
  const control = await startDemoControl(() => worker.identity());
  onTestFinished(() => control.close());
  const ask = (method: string, url: string, token = control.token) =>
    fetch(`${control.url}${url}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: method === 'POST' ? '{"pid":1,"name":"api"}' : null,
    });
  return { folder, worker, ask };
}

test('the demo kills the grading worker, tells both processes, and not again within five seconds', async () => {
  const { worker, ask } = await controlled();
  expect(await (await ask('GET', '/')).json()).toEqual({ last: null });
  const first = worker.identity()!;
  const killed = await ask('POST', '/kill');
  expect(killed.status).toBe(200);
  const { last } = (await killed.json()) as { last: { killed: { pid: number }; restarted: { pid: number } } };
  expect(isAlive(first)).toBe(false);
  expect([last.killed.pid, last.restarted.pid]).toEqual([first.pid, worker.identity()!.pid]);
  const again = await ask('POST', '/kill');
  expect([again.status, Number(again.headers.get('retry-after')) <= 5]).toEqual([429, true]);
  expect(isAlive(worker.identity()!)).toBe(true);
  expect(await (await ask('GET', '/')).json()).toEqual({ last });
});

test('the demo’s control takes nothing without its token, and knows no other process', async () => {
  const { folder, worker, ask } = await controlled();
  const other = await superviseSleeper(folder, 'api');
  expect((await ask('POST', '/kill', 'a guess')).status).toBe(401);
  expect((await ask('GET', '/', '')).status).toBe(401);
  expect((await ask('POST', '/kill/api')).status).toBe(404);
  expect((await ask('POST', '/kill?name=api')).status).toBe(404);
  expect([worker, other].every((one) => isAlive(one.identity()!))).toBe(true);
});
