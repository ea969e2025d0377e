import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '#dev/processes/free-port.ts';
import { waitFor } from '#dev/processes/wait-for.ts';

test('OPS-3: while PostgreSQL is away, each refused request is told by one line with the reason, and every line is JSON', async () => {
  const [port, nobody] = [await freePort(), await freePort()];
  const environment = {
    DATABASE_URL: `postgres://nobody@127.0.0.1:${nobody}/none`,
    API_PORT: String(port),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    WAYMARK_MODE: 'test',
  };
  const secrets = { JWT_SECRET: 'a1b2c3d4'.repeat(5), FORWARD_SECRET: 'e5f6a7b8'.repeat(5) };
  const api = spawn(process.execPath, [path.join(import.meta.dirname, '../server.ts')], {
    env: { PATH: process.env.PATH, ...environment, ...secrets },
  });
  onTestFinished(() => void api.kill('SIGKILL'));
  let output = '';
  for (const stream of [api.stdout, api.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitFor('The API listening', async () => (await fetch(`http://127.0.0.1:${port}/health/live`)).ok);
  const answer = await fetch(`http://127.0.0.1:${port}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'told-once' },
    body: JSON.stringify({ email: 'ada@example.com', password: 'some words together' }),
  });
  expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
    503,
    'UNAVAILABLE',
  ]);
  await waitFor('The line of the answer', () => output.includes('"msg":"answered"'));
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; request_id?: string; reason?: string });
  const told = lines.filter((line) => line.request_id === 'told-once' && line.level >= 50);
  expect(told.map(({ reason }) => reason)).toEqual([`connect ECONNREFUSED 127.0.0.1:${nobody}`]);
  expect(output).not.toContain('    at ');
});
