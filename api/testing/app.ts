import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { LightMyRequestResponse } from 'fastify';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import type { Role } from '#domain/permissions.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { openSession } from '#models/accounts/session.ts';
import { createAccount } from '#models/accounts/user.ts';
import { buildApp } from '../app.ts';
import type { App } from '../app.ts';
import { loadConfig } from '../config.ts';
import type { Config } from '../config.ts';

export type TestPerson = {
  id: string;
  email: string;
  role: Role;
  organisationId: string;
  access: string;
  authorization: { authorization: string };
};

export type TestApp = {
  app: App;
  config: Config;
  database: TestDatabase;
  /** Looks past row-level security: for arranging and checking. */
  owner: Knex;
  demo: { id: string };
  other: { id: string };
  /** Creates a verified person with a session; the password is `learn-by-doing-1` when `password` is true. */
  person(
    role: Role,
    options?: {
      organisationId?: string;
      email?: string | null;
      name?: string;
      verified?: boolean;
      password?: boolean;
    },
  ): Promise<TestPerson>;
  /** A second process of the same API on the same database. */
  sibling(): Promise<App>;
  close(): Promise<void>;
};

export const testPassword = 'learn-by-doing-1';

/** Settings of a test's API: cheap password hashes, no Temporal behind it. */
export function testConfig(
  database: Pick<TestDatabase, 'applicationUrl'>,
  variables: Record<string, string> = {},
): Config {
  return loadConfig({
    WAYMARK_MODE: 'test',
    DATABASE_URL: database.applicationUrl,
    DATABASE_POOL: '5',
    JWT_SECRET: randomBytes(32).toString('hex'),
    FORWARD_SECRET: randomBytes(32).toString('hex'),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    LOG_LEVEL: 'error',
    RATE_LIMIT_ANONYMOUS: '100000',
    RATE_LIMIT_SIGNED_IN: '100000',
    RATE_LIMIT_SIGN_INS: '100000',
    RATE_LIMIT_REGISTRATIONS: '100000',
    ARGON2_MEMORY_KIB: '64',
    ARGON2_ITERATIONS: '1',
    ...variables,
  });
}

/**
 * The real API on a database of the test's own, with the organisations `demo` and `other`.
 * @param variables settings that differ from the test's
 * @param parts what is given to `buildApp`
 */
export async function createTestApp(
  variables: Record<string, string> = {},
  parts: Parameters<typeof buildApp>[1] = {},
): Promise<TestApp> {
  const database = await createTestDatabase();
  const config = testConfig(database, variables);
  const owner = openDatabase(database.ownerUrl, { maximum: 2 });
  const [demo, other] = await owner('organisations')
    .insert([
      { slug: 'demo', name: 'Demo' },
      { slug: 'other', name: 'Other' },
    ])
    .returning<{ id: string }[]>('id');
  const apps = [await buildApp(config, parts)];
  const app = apps[0]!;
  const hash = await app.passwords.hash(testPassword);
  return {
    app,
    config,
    database,
    owner,
    demo: demo!,
    other: other!,
    person: async (role, options = {}) => {
      const organisationId = options.organisationId ?? demo!.id;
      const email =
        options.email === undefined ? `${role}-${randomBytes(4).toString('hex')}@example.com` : options.email;
      const account = {
        organisationId,
        email,
        name: options.name ?? `Test ${role}`,
        passwordHash: options.password ? hash : null,
        role,
        verified: options.verified !== false,
      };
      const id = await inOrganisation(owner, organisationId, (trx) => createAccount(trx, account));
      const sessionId = await openSession(owner, {
        userId: id,
        organisationId,
        userAgent: 'test',
        address: '127.0.0.1',
        refreshTokenHash: null,
        seconds: 86_400,
      });
      const access = app.accessTokens.issue({ userId: id, email, role, organisationId, sessionId });
      return {
        id,
        email: email ?? '',
        role,
        organisationId,
        access,
        authorization: { authorization: `Bearer ${access}` },
      };
    },
    sibling: async () => {
      const sibling = await buildApp(config, parts);
      apps.push(sibling);
      return sibling;
    },
    close: async () => {
      for (const each of apps) await each.close();
      await owner.destroy();
      await database.drop();
    },
  };
}

/** The `data` of a success; fails loudly with the body of anything else. */
export function dataOf<Data>(response: LightMyRequestResponse): Data {
  const body = response.json<{ status: string; data: Data }>();
  if (body.status !== 'success') throw new Error(`${response.statusCode}: ${response.body}`);
  return body.data;
}
