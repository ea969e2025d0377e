import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { freePorts } from '../processes/free-port.ts';
import { checkPorts } from './check-ports.ts';
import { readSecrets } from './secrets.ts';
import { portVariables, readSettings } from './settings.ts';

afterEach(() => vi.unstubAllEnvs());

async function stubPorts(): Promise<void> {
  const variables = Object.values(portVariables).map(({ variable }) => variable);
  const ports = await freePorts(variables.length);
  for (const [index, variable] of variables.entries()) vi.stubEnv(variable, String(ports[index]));
}

async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('a taken port is named with the variable that moves it, for simulated services too', async () => {
  await stubPorts();
  await checkPorts(readSettings([]));
  const [site, mailbox] = [await takenPort(), await takenPort()];
  vi.stubEnv('WEB_PORT', String(site));
  vi.stubEnv('MAILBOX_PORT', String(mailbox));
  const refusal = checkPorts(readSettings([]));
  await expect(refusal).rejects.toThrow(
    `Port ${site}, wanted for the site, is taken. Set WEB_PORT to a free one.`,
  );
  await expect(refusal).rejects.toThrow('Set MAILBOX_PORT');
});

test('ports of what runs elsewhere are not asked for', async () => {
  await stubPorts();
  vi.stubEnv('POSTGRES_PORT', String(await takenPort()));
  await expect(checkPorts(readSettings([]))).rejects.toThrow('POSTGRES_PORT');
  vi.stubEnv('DATABASE_URL', 'postgres://elsewhere/waymark');
  await checkPorts(readSettings([]));
});

test.for([
  ['API_PORT', 'eighty'],
  ['API_PORT', '70000'],
  ['WAYMARK_MODE', 'staging'],
])('%s=%s is refused by name', ([variable, value]) => {
  vi.stubEnv(variable!, value);
  expect(() => readSettings([])).toThrow(variable);
});

test('secrets are made once a data folder, for its owner only, and the environment wins', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'waymark-secrets-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const first = await readSecrets(data);
  expect(first.JWT_SECRET).toHaveLength(64);
  expect((await stat(path.join(data, 'secrets.json'))).mode & 0o777).toBe(0o600);
  vi.stubEnv('JWT_SECRET', 'mine');
  expect(await readSecrets(data)).toEqual({ ...first, JWT_SECRET: 'mine' });
});
