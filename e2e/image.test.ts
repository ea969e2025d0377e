import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerForTest } from '#dev/testing/docker.ts';
import { buildImage } from '#dev/images/build-image.ts';

const name = `waymark-image-test:${randomBytes(4).toString('hex')}`;
let docker: Docker;
let label: string;

beforeAll(async () => {
  const { socket, runLabel } = await dockerForTest();
  docker = new Docker({ socketPath: socket });
  label = runLabel;
  await buildImage({ socket, name, report: console.log });
});

afterAll(async () => {
  await docker?.getImage(name).remove({ force: true });
});

/** Runs a command in the image as docker-compose.yml does: no capability, nothing writable. */
async function runInImage(command: string[]): Promise<{ code: number; output: string }> {
  const container = await docker.createContainer({
    Image: name,
    Cmd: command,
    Tty: true,
    Labels: { 'waymark.sandbox': label },
    HostConfig: {
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      NetworkMode: 'none',
      SecurityOpt: ['no-new-privileges'],
      Tmpfs: { '/tmp': '' },
    },
  });
  try {
    await container.start();
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number };
    const output = (await container.logs({ stdout: true, stderr: true })).toString();
    return { code, output };
  } finally {
    await container.remove({ force: true });
  }
}

test('the image is built from this checkout and runs as a user without rights', async () => {
  const { code, output } = await runInImage(['node', '-p', 'process.version + " " + process.getuid()']);
  expect(output).toMatch(/^v24\.\d+\.\d+ 10001/);
  expect(code).toBe(0);
});

test.for([
  ['node', 'api/server.ts', 'JWT_SECRET'],
  ['node', 'workers/waymark.ts', 'DATABASE_URL'],
  ['node', 'workers/outward.ts', 'DATABASE_URL'],
  ['node', 'workers/all.ts', 'DATABASE_URL'],
  ['node', 'workers/docker.ts', 'DATABASE_GRADER_URL'],
  ['node', 'dev/commands/prepare-production.ts', 'DATABASE_OWNER_URL'],
])('%s %s is in the image, and without settings it names %s and ends', async ([program, file, variable]) => {
  const { code, output } = await runInImage([program!, file!]);
  expect(output).toContain(variable);
  expect(code).toBe(1);
});
