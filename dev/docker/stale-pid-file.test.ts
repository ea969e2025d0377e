import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { waitFor } from '../processes/wait-for.ts';
import { removeStalePidFile } from './stale-pid-file.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'waymark-pid-file-'));
  file = path.join(folder, 'containerd.pid');
  return () => rm(folder, { recursive: true });
});

/** A process that looks like one of this name with this configuration. */
async function startNamed(name: string, configuration: string): Promise<number> {
  const child = spawn(
    process.execPath,
    ['-e', 'setInterval(() => {}, 1000)', '--', '--config', configuration],
    { argv0: name, stdio: 'ignore' },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = child.pid!;
  await waitFor('the program running', async () =>
    (await readFile(`/proc/${pid}/cmdline`, 'utf8')).startsWith(`${name}\0`),
  );
  return pid;
}

async function isKept(content: string): Promise<boolean> {
  await writeFile(file, content);
  removeStalePidFile({ file, program: 'containerd', parameter: folder });
  return existsSync(file);
}

test('the pid file of the very program that runs is kept', async () => {
  expect(await isKept(String(await startNamed('containerd', `${folder}/containerd.toml`)))).toBe(true);
  expect(await isKept(`${await startNamed('/usr/bin/containerd', `${folder}/containerd.toml`)}\n`)).toBe(
    true,
  );
});

test('a pid file whose number another process has taken is removed, and that process lives on', async () => {
  expect(await isKept(String(process.pid))).toBe(false);
  const otherEngine = await startNamed('containerd', '/run/docker/containerd/containerd.toml');
  expect(await isKept(String(otherEngine))).toBe(false);
  const otherProgram = await startNamed('sh', `${folder}/containerd.toml`);
  expect(await isKept(String(otherProgram))).toBe(false);
  expect(() => [otherEngine, otherProgram].forEach((pid) => process.kill(pid, 0))).not.toThrow();
});

test('a pid file that names no process is removed', async () => {
  expect(await isKept('4194305')).toBe(false);
  expect(await isKept('')).toBe(false);
  expect(await isKept('../self')).toBe(false);
});

test('nothing happens without a pid file', () => {
  expect(() => removeStalePidFile({ file, program: 'containerd', parameter: folder })).not.toThrow();
});
