import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { identify, isAlive } from '../processes/identity.ts';
import type { ProcessIdentity } from '../processes/identity.ts';
import { endLeftOvers } from './left-overs.ts';
import type { Progress } from './progress.ts';

const silent: Progress = {
  step: (_name, _reason, work) => work(() => undefined),
  note: () => undefined,
  warn: () => undefined,
};
const ended: ProcessIdentity = { pid: 999_999_999, startedAt: 'an earlier boot' };

function sleeper(): ProcessIdentity {
  const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return identify(child.pid!)!;
}

async function dataFolderWith(
  supervisor: ProcessIdentity,
  processes: (ProcessIdentity & { name: string })[],
): Promise<string> {
  const data = await mkdtemp(path.join(tmpdir(), 'waymark-left-overs-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const complete = processes.map((one, index) => ({
    ...one,
    stopSignal: 'SIGTERM',
    stopWithinMs: 2_000,
    stopOrder: index,
  }));
  await writeFile(
    path.join(data, 'run.json'),
    JSON.stringify({ data, supervisor, urls: { site: 'http://localhost:1' }, processes: complete }),
  );
  return data;
}

test('a start ends what a killed one left behind, and nothing else', async () => {
  const [left, stranger] = [sleeper(), sleeper()];
  // The number of a process that ended was given to somebody else's.
  const data = await dataFolderWith(ended, [
    { ...left, name: 'api' },
    { ...stranger, startedAt: 'another time', name: 'worker' },
  ]);
  await endLeftOvers(data, silent);
  expect(isAlive(left)).toBe(false);
  expect(isAlive(stranger)).toBe(true);
});

test('a second start of a folder that runs is refused, and leaves it alone', async () => {
  const worker = sleeper();
  const data = await dataFolderWith(identify(process.pid)!, [{ ...worker, name: 'worker' }]);
  await expect(endLeftOvers(data, silent)).rejects.toThrow('already runs');
  expect(isAlive(worker)).toBe(true);
});
