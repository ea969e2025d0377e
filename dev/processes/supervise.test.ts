import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from './identity.ts';
import type { ProcessIdentity } from './identity.ts';
import { supervise } from './supervise.ts';
import { waitFor } from './wait-for.ts';

async function superviseScript(script: string, stopWithinMs = 5_000) {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-supervise-'));
  const logFile = path.join(folder, 'log');
  const starts: ProcessIdentity[] = [];
  const ends: { how: string; restartInMs: number }[] = [];
  const startsSeenBefore: number[] = [];
  const beforeStart = () => void startsSeenBefore.push(starts.length);
  const supervised = supervise(
    {
      name: 'script',
      program: process.execPath,
      parameters: ['-e', script],
      environment: { PATH: process.env.PATH },
      logFile,
      beforeStart,
      stopWithinMs,
    },
    {
      started: (identity) => starts.push(identity),
      ended: (how, restartInMs) => ends.push({ how, restartInMs }),
    },
  );
  onTestFinished(async () => {
    await supervised.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { supervised, starts, ends, startsSeenBefore, logFile };
}

test('a process that is killed is started again, and its output is kept', async () => {
  const { starts, ends, startsSeenBefore, logFile } = await superviseScript(
    'console.log("up"); setInterval(() => {}, 1000)',
  );
  await waitFor('the first output', async () => (await readFile(logFile, 'utf8')).includes('up'));
  process.kill(starts[0]!.pid, 'SIGKILL');
  await waitFor('the second start', () => starts.length === 2);
  expect(ends).toEqual([{ how: 'SIGKILL', restartInMs: 250 }]);
  expect(startsSeenBefore).toEqual([0, 1]);
  expect(isAlive(starts[0]!)).toBe(false);
  await waitFor('the second output', async () => (await readFile(logFile, 'utf8')).split('up').length === 3);
});

test('a process that keeps ending is started with growing pauses', async () => {
  const { ends } = await superviseScript('process.exit(3)');
  await waitFor('three ends', () => ends.length >= 3);
  expect(ends.slice(0, 3)).toEqual([
    { how: 'code 3', restartInMs: 250 },
    { how: 'code 3', restartInMs: 500 },
    { how: 'code 3', restartInMs: 1000 },
  ]);
});

test('a stop ends also a process that does not listen, with its children, and starts nothing again', async () => {
  const script = `process.on('SIGTERM', () => {}); const child = require('child_process').spawn('sleep', ['300']); console.log('child ' + child.pid + '.'); setInterval(() => {}, 1000)`;
  const { supervised, starts, ends, logFile } = await superviseScript(script, 200);
  const child = await waitFor(
    'the child',
    async () => /child (\d+)\./.exec(await readFile(logFile, 'utf8'))?.[1],
  );
  await supervised.stop();
  expect(isAlive(starts[0]!)).toBe(false);
  await waitFor('the child ending', () => {
    try {
      process.kill(Number(child), 0);
      return false;
    } catch {
      return true;
    }
  });
  expect(ends).toEqual([]);
});

test('OPS-14: a restart ends the process and starts it at once, and is told as no failure', async () => {
  const { supervised, starts, ends } = await superviseScript('setInterval(() => {}, 1000)');
  await supervised.restart();
  await waitFor('the second start', () => starts.length === 2);
  expect(isAlive(starts[0]!)).toBe(false);
  expect(isAlive(starts[1]!)).toBe(true);
  expect(ends).toEqual([]);
});
