import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

const strong = {
  DATABASE_OWNER_URL: 'postgres://postgres:mT7wq0Zk2pXr@127.0.0.1:1/waymark',
  DATABASE_APPLICATION_PASSWORD: 'a8d0b7c5e2f94163',
  DATABASE_RELAY_PASSWORD: 'b9e1c8d6f3a05274',
  DATABASE_GRADER_PASSWORD: 'c0f2d9e7a4b16385',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
};

/** What a deployment's log says; nothing answers at these addresses. */
const saidWith = (changed: Record<string, string>): Promise<string> =>
  new Promise((resolve) => {
    const file = path.join(import.meta.dirname, 'prepare-production.ts');
    const env = { PATH: process.env.PATH, ...strong, ...changed };
    execFile(process.execPath, [file], { env }, (error, output, faults) => {
      expect(error?.code).toBe(1);
      resolve(output + faults);
    });
  });

test.for<[string, string]>([
  ['DATABASE_APPLICATION_PASSWORD', 'waymark_application'],
  ['DATABASE_RELAY_PASSWORD', 'postgres'],
  ['DATABASE_GRADER_PASSWORD', 'short'],
  ['DATABASE_OWNER_URL', 'postgres://postgres:postgres@127.0.0.1:1/waymark'],
  ['DATABASE_OWNER_URL', 'postgres://postgres@127.0.0.1:1/waymark?password=postgres'],
])('L5: a deployment refuses %s %s before it touches the database, and says what to do', async (weak) => {
  const [name, value] = weak;
  const said = await saidWith({ [name]: value });
  expect(said).toMatch(new RegExp(`${name} (is|has) a password that`));
  expect(said).toContain('alter role');
});

test('a deployment with passwords of its own goes on to the database', async () => {
  expect(await saidWith({})).toMatch(/ECONNREFUSED/);
});
