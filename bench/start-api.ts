import { randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { testPassword } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { freePort } from '#dev/processes/free-port.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { startProgram } from './start-program.ts';

/** Every process of a bench counts the same person: the limiter works, and nobody reaches its limit. */
export const unreachedLimit = { RATE_LIMIT_SIGNED_IN: '1000000000' };

/**
 * Starts the API as in production, in a process of its own, on a test's database, and signs a person in.
 * @param children where the process is noted, to be ended
 * @param variables settings beside those it needs
 * @returns its URL, and the headers of the person's requests
 */
export async function startApi(
  api: TestApp,
  person: TestPerson,
  children: ChildProcess[],
  variables: Record<string, string> = {},
): Promise<{ url: string; headers: { authorization: string } }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const secret = () => randomBytes(32).toString('hex');
  const settings = {
    NODE_ENV: 'production',
    WAYMARK_MODE: 'production',
    API_HOST: '127.0.0.1',
    API_PORT: String(port),
    API_URL: url,
    DATABASE_URL: api.database.applicationUrl,
    JWT_SECRET: secret(),
    FORWARD_SECRET: secret(),
    MAIL_KEY: secret(),
    SITE_URL: 'https://waymark.example',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    ...unreachedLimit,
    ...variables,
  };
  const { child } = await startProgram('api/server.ts', [], settings);
  children.push(child);
  await waitFor('The API’s start', async () => (await fetch(`${url}/health/ready`)).ok);
  const login = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: person.email, password: testPassword }),
  });
  const { data } = (await login.json()) as { data: { access: string } };
  return { url, headers: { authorization: `Bearer ${data.access}` } };
}
