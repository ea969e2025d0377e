import { setTimeout as pause } from 'node:timers/promises';
import { demoPassword } from './accounts.ts';

/** One person's way to the API; signs in anew by itself when a token has run out. */
export type Session = {
  get<Data>(url: string): Promise<Data>;
  /** `key` makes a repeated request answer what the first one did. */
  post<Data>(url: string, body: object, key?: string): Promise<Data>;
  put<Data>(url: string, body: object): Promise<Data>;
};

type Answer<Data> =
  { status: 'success'; data: Data } | { status: 'error'; error: { code: string; message: string } };
type Wish = { method: string; url: string; access?: string; key?: string | undefined; body?: object };

const patienceMs = 120_000;
// The platform is starting, or busy.
const passing = new Set(['RATE_LIMITED', 'UNAVAILABLE']);

class Refusal extends Error {
  readonly code: string;

  constructor({ method, url }: Wish, code: string, message: string) {
    super(`${method} ${url}: ${code}: ${message}`);
    this.code = code;
  }
}

/**
 * Speaks to the running platform's API as people do. What is refused because the platform is starting or busy is tried again for two minutes.
 * @param apiUrl where the API answers
 */
export function demoClient(apiUrl: string) {
  async function ask<Data>(wish: Wish): Promise<Data> {
    const { method, url, access, key, body } = wish;
    const headers = {
      ...(access && { authorization: `Bearer ${access}` }),
      ...(key && { 'idempotency-key': key }),
      ...(body && { 'content-type': 'application/json' }),
    };
    const response = await fetch(new URL(url, apiUrl), {
      method,
      headers,
      signal: AbortSignal.timeout(30_000),
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Answer<Data>;
    if (answer.status === 'success') return answer.data;
    throw new Refusal(wish, answer.error.code, answer.error.message);
  }

  async function insist<Data>(wish: Wish): Promise<Data> {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        return await ask<Data>(wish);
      } catch (error) {
        if ((error instanceof Refusal && !passing.has(error.code)) || Date.now() > until) throw error;
        await pause(1_000);
      }
    }
  }

  async function session(signIn: () => Promise<string>): Promise<Session> {
    let access = await signIn();
    async function asPerson<Data>(wish: Wish): Promise<Data> {
      try {
        return await insist<Data>({ ...wish, access });
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'UNAUTHENTICATED') throw error;
        access = await signIn();
        return insist<Data>({ ...wish, access });
      }
    }
    return {
      get: (url) => asPerson({ method: 'GET', url }),
      post: (url, body, key) => asPerson({ method: 'POST', url, body, key }),
      put: (url, body) => asPerson({ method: 'PUT', url, body }),
    };
  }

  const accessOf = async (email: string) =>
    (
      await insist<{ access: string }>({
        method: 'POST',
        url: '/api/auth/login',
        body: { email, password: demoPassword },
      })
    ).access;

  return {
    /** What needs nobody signed in. */
    post: <Data>(url: string, body: object) => insist<Data>({ method: 'POST', url, body }),
    signIn: (email: string) => session(() => accessOf(email)),
    /** A parent's view of a child without an address of their own. */
    signInAsChild: (parentEmail: string, childName: string) =>
      session(async () => {
        const access = await accessOf(parentEmail);
        const children = await insist<{ id: string; name: string }[]>({
          method: 'GET',
          url: '/api/users/children',
          access,
        });
        const child = children.find(({ name }) => name === childName);
        if (!child) throw new Error(`${parentEmail} has no child called ${childName}.`);
        return (
          await insist<{ access: string }>({
            method: 'POST',
            url: `/api/users/children/${child.id}/view-as`,
            access,
            body: {},
          })
        ).access;
      }),
  };
}

export type DemoClient = ReturnType<typeof demoClient>;
