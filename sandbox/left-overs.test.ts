import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeContainers } from '#dev/docker/remove-containers.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { labelKey, ownerKey } from './container-options.ts';
import { createSandbox } from './create-sandbox.ts';
import { imageName } from './images.ts';
import { findLanguage } from './languages/index.ts';
import { createLeftOvers } from './left-overs.ts';
import { docker, dockerSocket, freshLabel, testLimits } from './testing.ts';
import type { Sandbox, SandboxJob } from './types.ts';

const label = freshLabel('owners');
const living = new Set(['one', 'other']);
const sandboxOf = (owner: string): Sandbox =>
  createSandbox({
    docker,
    label,
    owner,
    livingOwners: () => Promise.resolve([...living]),
    lookEveryMs: 50,
    slots: 1,
    pools: [{ language: 'python', memoryMb: 128, warm: 1 }],
  });

let image = '';
beforeAll(async () => {
  const sandbox = createSandbox({ docker, label: freshLabel('image'), slots: 1 });
  await sandbox.prepare(['python']);
  image = await imageName(findLanguage('python'));
  await sandbox.close();
});
afterAll(() => removeContainers(dockerSocket, label));

const job = (content: string): SandboxJob => ({
  id: `owners-${Math.random()}`,
  language: 'python',
  files: [{ name: 'main.py', content }],
  tests: [{ kind: 'program', stdin: '' }],
  limits: { ...testLimits, wallMs: 60_000 },
});

/** A container of an owner, as one that was killed before it could start it leaves it. */
const leave = (owner: string): Promise<{ id: string }> =>
  docker.createContainer({
    Image: image,
    Entrypoint: ['/sandbox/runner'],
    Labels: { [labelKey]: label, [ownerKey]: owner },
  });

async function idsOf(owner: string): Promise<string[]> {
  const filters = { label: [`${labelKey}=${label}`, `${ownerKey}=${owner}`] };
  return (await docker.listContainers({ all: true, filters })).map(({ Id }) => Id);
}

test('A6: a sandbox that starts and closes beside another touches nothing of it, and removes what a dead owner left', async () => {
  const [one, other] = [sandboxOf('one'), sandboxOf('other')];
  await one.prepare(['python']);
  const running = one.run(job('import time\nfor _ in range(160):\n    time.sleep(0.05)\nprint("survived")'));
  running.catch(() => undefined); // looked at below
  await waitFor('The job of the one at work beside a warm container', async () => {
    const containers = await Promise.all(
      (await idsOf('one')).map(
        async (id) => (await docker.getContainer(id).top()) as { Processes: string[][] },
      ),
    );
    return containers.length === 2 && containers.some(({ Processes }) => Processes.length > 2);
  });
  const before = await idsOf('one');
  const left = await leave('dead');
  await other.prepare(['python']);
  await other.run(job('print(1)'));
  await waitFor('What the dead owner left being removed', async () => (await idsOf('dead')).length === 0);
  await other.close();
  expect(await idsOf('other')).toEqual([]);
  // Its job may have come to its end meanwhile; what stood warm has not been replaced.
  expect(before).toEqual(expect.arrayContaining(await idsOf('one')));
  expect(before).not.toContain(left.id);
  const result = await running;
  expect(result.outcome === 'completed' ? result.tests[0]?.stdout : result).toBe('survived\n');
  await one.close();
  expect(await idsOf('one')).toEqual([]);
}, 120_000);

test('A6: an owner whose sign of life was late once, or cannot be read, keeps its containers; one that stays silent does not', async () => {
  const [late, silent] = [await leave('late'), await leave('silent')];
  const everybody = ['late', 'silent'];
  const away = new Error('The database is away');
  const answers = [['silent'], everybody, ['silent'], away, ['silent'], everybody];
  let [looks, afterwards] = [0, everybody];
  const leftOvers = createLeftOvers({
    docker,
    label,
    owner: 'looking',
    lookEveryMs: 10,
    livingOwners: () => {
      const answer = answers[looks++] ?? afterwards;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  await leftOvers.beforeStart();
  await waitFor('All those looks', () => looks > answers.length);
  expect(await Promise.all(everybody.map(idsOf))).toEqual([[late.id], [silent.id]]);
  afterwards = ['late'];
  await waitFor('What the silent one left being removed', async () => (await idsOf('silent')).length === 0);
  expect(await idsOf('late')).toEqual([late.id]);
  await leftOvers.close();
});

test('a removal that Docker never tells the end of is given up, and tried again at a later look', async () => {
  let removals = 0;
  const daemon = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://docker');
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/containers/json')
      return answer(200, removals < 2 ? [{ Id: 'stuck', Labels: { [ownerKey]: 'dead' } }] : []);
    if (request.method === 'DELETE') {
      removals += 1;
      return removals === 1
        ? answer(409, { message: 'removal of container stuck is already in progress' })
        : answer(204, null);
    }
    // Waiting for its end: no answer.
    return undefined;
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-daemon-'));
  const socketPath = path.join(folder, 'docker.sock');
  await new Promise<void>((resolve) => void daemon.listen(socketPath, resolve));
  const leftOvers = createLeftOvers({
    docker: new Docker({ socketPath }),
    ...{ label: 'stuck', owner: 'mine', lookEveryMs: 10, answerWithinMs: 100 },
    livingOwners: () => Promise.resolve(['mine']),
  });
  await leftOvers.beforeStart();
  await expect.poll(() => removals, { timeout: 10_000 }).toBe(2);
  await leftOvers.close();
  daemon.closeAllConnections();
  daemon.close();
  await rm(folder, { recursive: true });
});
