import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '#dev/processes/wait-for.ts';
import { createSandbox } from '#sandbox/create-sandbox.ts';
import { labelKey } from '#sandbox/container-options.ts';
import { docker, dockerSocket, freshLabel, testLimits } from '#sandbox/testing.ts';

/** Stands between the sandbox and the daemon, so that the daemon can be gone for one of them. */
function createGate(path: string): { open: () => Promise<void>; cut: () => Promise<void> } {
  const sockets = new Set<Socket>();
  let cutting = false;
  let server: Server | null = null;
  return {
    open: () =>
      new Promise((resolve) => {
        cutting = false;
        server = createServer({ allowHalfOpen: true }, (near) => {
          if (cutting) return void near.destroy();
          const far = connect({ path: dockerSocket, allowHalfOpen: true });
          for (const socket of [near, far]) {
            sockets.add(socket);
            socket.on('error', () => undefined);
            socket.on('close', () => sockets.delete(socket));
          }
          near.pipe(far).pipe(near);
          // A pipe passes an end on, but not a connection that broke: the sandbox would wait on this side for ever.
          far.on('close', () => near.destroySoon());
          near.on('close', () => far.destroySoon());
        }).listen(path, resolve);
      }),
    cut: async () => {
      cutting = true;
      const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
      for (const socket of sockets) socket.destroy();
      await closed;
      await rm(path, { force: true });
    },
  };
}

const path = join(tmpdir(), `waymark-gate-${randomBytes(4).toString('hex')}.sock`);
const gate = createGate(path);
const label = freshLabel('loss');
const sandbox = createSandbox({
  docker: { socketPath: path },
  label,
  slots: 1,
  pools: [{ language: 'python', memoryMb: 128, warm: 1 }],
});
const job = (content: string) => ({
  id: `loss-${Math.random()}`,
  language: 'python',
  files: [{ name: 'main.py', content }],
  tests: [{ kind: 'program' as const, stdin: '' }],
  limits: { ...testLimits, wallMs: 60_000 },
});

const containers = (): Promise<{ Id: string }[]> =>
  docker.listContainers({ filters: { label: [`${labelKey}=${label}`] } });
const until = (condition: () => Promise<boolean>) =>
  waitFor('What the test waits for', condition, { everyMs: 20 });

beforeAll(async () => {
  await gate.open();
  await sandbox.prepare(['python']);
});
afterAll(async () => {
  await sandbox.close();
  await gate.cut();
}, 60_000);

test('GRD-6: a daemon that goes away under a running submission is a fault, its containers end, and the pool heals', async () => {
  await until(async () => (await containers()).length === 1);
  const run = sandbox.run(job('import time\ntime.sleep(50)'));
  run.catch(() => undefined); // looked at below
  await until(async () => (await containers()).length === 2);
  await gate.cut();
  await expect(run).rejects.toMatchObject({ name: 'SandboxFault', code: 'docker_unavailable' });
  await until(async () => (await containers()).length === 0);
  await expect(sandbox.run(job('print(1)'))).rejects.toMatchObject({
    name: 'SandboxFault',
    code: 'docker_unavailable',
  });
  await gate.open();
  await until(async () => (await containers()).length >= 1);
  const result = await sandbox.run(job('print(1)'));
  expect(result.outcome === 'completed' && result.tests[0]?.stdout).toBe('1\n');
});
