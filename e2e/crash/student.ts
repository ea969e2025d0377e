import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

export type Client = {
  call<Data>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Data>;
};

/**
 * Signs in and talks to the API as a patient client: what fails because a process is down is tried again, under the same idempotency key.
 * @throws Error with the API's answer when it refuses (4xx), or after three minutes
 */
export async function signIn(apiUrl: string, email: string, password: string): Promise<Client> {
  const { access } = await patiently<{ access: string }>(
    apiUrl,
    'POST',
    '/api/auth/login',
    { email, password },
    {},
  );
  return {
    call: (method, path, body, headers = {}) =>
      patiently(apiUrl, method, path, body, { authorization: `Bearer ${access}`, ...headers }),
  };
}

/** Submits source code once, however often it takes. @returns the accepted submission's id */
export async function submit(client: Client, slug: string, content: string): Promise<string> {
  const body = { language: 'python', files: [{ name: 'main.py', content }] };
  const { id } = await client.call<{ id: string }>(
    'POST',
    `/api/grading/exercises/${slug}/submissions`,
    body,
    { 'idempotency-key': randomUUID() },
  );
  return id;
}

/** Has code run with an input, once, however often that takes. @returns the accepted run's id */
export async function run(client: Client, slug: string, content: string, stdin: string): Promise<string> {
  const body = { language: 'python', files: [{ name: 'main.py', content }], stdin };
  const { id } = await client.call<{ id: string }>('POST', `/api/grading/exercises/${slug}/run`, body, {
    'idempotency-key': randomUUID(),
  });
  return id;
}

async function patiently<Data>(
  apiUrl: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Data> {
  const deadline = Date.now() + 180_000;
  let last = '';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`${apiUrl}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      const answer = (await response.json()) as { data: Data };
      if (response.ok) return answer.data;
      last = `${response.status} ${JSON.stringify(answer)}`;
      // Over the backlog the API asks to come back later; the rest of 4xx is a refusal.
      if (response.status < 500 && response.status !== 429)
        throw new Refused(`${method} ${path}: ${last}`, response.status);
    } catch (error) {
      if (error instanceof Refused) throw error;
      last = String(error);
    }
    await pause(250);
  }
  throw new Error(`${method} ${path} did not go through in three minutes (last: ${last})`);
}

/** What the API said no to; asking again would not change it. */
export class Refused extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}
