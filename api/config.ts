import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { databasePasswordFault, secretFault } from '#domain/secret-faults.ts';
import { readTemporalSettings } from '#temporal/connection-settings.ts';

const Url = (protocols: string) => Type.String({ pattern: `^(${protocols})://` });
const Secret = Type.String({ minLength: 32 });
const Count = (fallback: number, minimum = 1) => Type.Integer({ minimum, default: fallback });

const Environment = Type.Object({
  WAYMARK_MODE: Type.Enum(['demo', 'production', 'test'], { default: 'demo' }),
  API_HOST: Type.Optional(Type.String()),
  API_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8000 }),
  API_URL: Type.Optional(Url('https?')),
  SITE_URL: Type.Optional(Url('https?')),
  DATABASE_URL: Url('postgres|postgresql'),
  DATABASE_DIRECT_URL: Type.Optional(Url('postgres|postgresql')),
  DATABASE_POOL: Count(10),
  TEMPORAL_UI_URL: Type.Optional(Url('https?')),
  JWT_SECRET: Secret,
  MAIL_KEY: Type.Optional(Secret),
  FORWARD_SECRET: Secret,
  PUBLIC_ORGANISATION: Type.String({ default: 'demo' }),
  CORS_ORIGINS: Type.String({ default: '' }),
  TRUSTED_PROXIES: Type.String({ default: '' }),
  METRICS_TOKEN: Type.Optional(Secret),
  METRICS_PORT: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
  METRICS_HOST: Type.String({ default: '127.0.0.1' }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { default: 'info' }),
  RATE_LIMIT_ANONYMOUS: Count(100),
  RATE_LIMIT_SIGNED_IN: Count(1000),
  RATE_LIMIT_SIGN_INS: Count(200),
  RATE_LIMIT_REGISTRATIONS: Count(40),
  RATE_LIMIT_VISITOR_RUNS: Count(10),
  LOCK_OUT_ACCOUNT_FAILURES: Count(5),
  LOCK_OUT_ADDRESS_FAILURES: Count(50),
  LOCK_OUT_MINUTES: Count(15),
  SECONDS_BETWEEN_MAILED_LINKS: Count(60, 0),
  ARGON2_MEMORY_KIB: Count(19_456, 8),
  ARGON2_ITERATIONS: Count(2),
  ARGON2_AT_ONCE: Count(2),
  ARGON2_QUEUE: Count(200),
  GRADING_BACKLOG: Count(500),
  STRIPE_WEBHOOK_SECRET: Type.String({ default: '' }),
  GITHUB_WEBHOOK_SECRET: Type.String({ default: '' }),
  SLACK_SIGNING_SECRET: Type.String({ default: '' }),
  RATE_LIMIT_WEBHOOKS: Count(1200),
});
type Environment = Static<typeof Environment>;

export type Config = ReturnType<typeof loadConfig>;

/**
 * Reads the API's settings from environment variables (listed in `.env.example`).
 * @throws Error that names every variable that is missing, malformed, or weak in production
 */
export function loadConfig(variables: Record<string, string | undefined>) {
  const environment = checked(Environment, variables);
  if (environment.WAYMARK_MODE === 'production') refuseWeakness(environment);
  const apiUrl = environment.API_URL ?? `http://localhost:${environment.API_PORT}`;
  const siteUrl = environment.SITE_URL ?? 'http://localhost:3000';
  return {
    mode: environment.WAYMARK_MODE,
    /** A demo’s passwords are known to everybody, so only this machine reaches it unless somebody says otherwise. */
    host: environment.API_HOST ?? (environment.WAYMARK_MODE === 'production' ? '0.0.0.0' : '127.0.0.1'),
    port: environment.API_PORT,
    apiUrl,
    siteUrl,
    database: {
      url: environment.DATABASE_URL,
      directUrl: environment.DATABASE_DIRECT_URL ?? environment.DATABASE_URL,
      poolSize: environment.DATABASE_POOL,
    },
    temporal: { ...readTemporalSettings(variables), uiUrl: environment.TEMPORAL_UI_URL ?? null },
    /** Where Prometheus reads: a port of its own, or /metrics of the API with a token. With neither nobody does. */
    metrics: {
      token: environment.METRICS_TOKEN ?? null,
      port: environment.METRICS_PORT ?? null,
      host: environment.METRICS_HOST,
    },
    jwtSecret: environment.JWT_SECRET,
    /** Seals the secrets of mailed links; the worker opens them with the same key. */
    mailKey: environment.MAIL_KEY ?? environment.JWT_SECRET,
    forwardSecret: environment.FORWARD_SECRET,
    publicOrganisation: environment.PUBLIC_ORGANISATION,
    corsOrigins: [new URL(siteUrl).origin, ...listOf(environment.CORS_ORIGINS)],
    trustedProxies: listOf(environment.TRUSTED_PROXIES),
    logLevel: environment.LOG_LEVEL,
    rateLimit: {
      anonymousPerHour: environment.RATE_LIMIT_ANONYMOUS,
      signedInPerHour: environment.RATE_LIMIT_SIGNED_IN,
      /** From one address within 15 minutes: a school that begins its lesson. Failed ones are also the lock-out’s. */
      signInsPerQuarter: environment.RATE_LIMIT_SIGN_INS,
      registrationsPerHour: environment.RATE_LIMIT_REGISTRATIONS,
      /** Of lessons' code, by somebody who is not signed in. */
      visitorRunsPerHour: environment.RATE_LIMIT_VISITOR_RUNS,
      /** From one address: a provider that sends what gathered while we were away. */
      webhooksPerMinute: environment.RATE_LIMIT_WEBHOOKS,
      lease: 20,
      /** For the hashes under which people and addresses are counted. */
      secret: environment.JWT_SECRET,
    },
    lockOut: {
      accountFailures: environment.LOCK_OUT_ACCOUNT_FAILURES,
      addressFailures: environment.LOCK_OUT_ADDRESS_FAILURES,
      minutes: environment.LOCK_OUT_MINUTES,
      secret: environment.JWT_SECRET,
    },
    /** After a link was mailed for an account, wishes for another are answered the same and mail nothing for so long. */
    secondsBetweenMailedLinks: environment.SECONDS_BETWEEN_MAILED_LINKS,
    passwordHashing: {
      memoryKib: environment.ARGON2_MEMORY_KIB,
      iterations: environment.ARGON2_ITERATIONS,
      atOnce: environment.ARGON2_AT_ONCE,
      queueLength: environment.ARGON2_QUEUE,
    },
    /** Decoding a picture takes up to half a second and a few hundred megabytes. */
    pictures: { atOnce: 1, queueLength: 20 },
    /** With which providers sign what they tell us, several each while one is being replaced. With none that provider is not listened to. */
    webhookSecrets: {
      stripe: listOf(environment.STRIPE_WEBHOOK_SECRET),
      github: listOf(environment.GITHUB_WEBHOOK_SECRET),
      slack: listOf(environment.SLACK_SIGNING_SECRET),
    },
    /**
     * More than this in one webhook is not read. GitHub sends up to 25 MB, but only about pushes of thousands of commits, which nobody here listens to;
     * a pull request with the longest text that it may have is below a quarter of this.
     */
    webhookLimitBytes: 1_000_000,
    /** With this many submissions waiting or running, new ones are answered 429. */
    gradingBacklog: environment.GRADING_BACKLOG,
    /** More source than this in one request answers 413. */
    sourceLimitBytes: 1_000_000,
    /** Above this a body is not even read: the source, and room for its JSON escapes. */
    bodyLimitBytes: 2_000_000,
    /** The same for an uploaded picture: its base64 is a third larger than the picture. What is a little too large is read, to be refused on its field. */
    pictureBodyLimitBytes: 6_000_000,
  };
}

function checked(schema: typeof Environment, variables: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(
    Object.entries(variables).filter(
      ([name, value]) => name in schema.properties && value !== undefined && value !== '',
    ),
  );
  const converted = Value.Default(schema, Value.Convert(schema satisfies TSchema, given));
  if (Value.Check(schema, converted)) return converted;
  const faults = Value.Errors(schema, converted).map((error) => {
    const missing =
      error.keyword === 'required' ? error.params.requiredProperties.join(', ') : error.instancePath.slice(1);
    return `${missing}: ${error.keyword === 'required' ? 'is not set' : error.message}`;
  });
  throw new Error(
    `The API's settings are not usable. Correct these environment variables:\n  ${[...new Set(faults)].join('\n  ')}`,
  );
}

/** @throws Error that names each setting with which nobody may run a public platform */
function refuseWeakness(environment: Environment): void {
  const faults: string[] = [];
  const secrets = ['JWT_SECRET', 'FORWARD_SECRET', 'MAIL_KEY', 'METRICS_TOKEN'] as const;
  const seen = new Set<string>();
  for (const name of secrets) {
    const secret = environment[name];
    if (secret === undefined) {
      if (name === 'MAIL_KEY') faults.push(`${name} is not set`);
      continue;
    }
    const fault = seen.has(secret) ? 'is the same as another secret' : secretFault(secret);
    if (fault) faults.push(`${name} ${fault}`);
    seen.add(secret);
  }
  for (const name of ['STRIPE_WEBHOOK_SECRET', 'GITHUB_WEBHOOK_SECRET', 'SLACK_SIGNING_SECRET'] as const) {
    for (const secret of listOf(environment[name])) {
      const fault = seen.has(secret) ? 'is the same as another secret' : secretFault(secret);
      if (fault) faults.push(`${name} ${fault}`);
      seen.add(secret);
    }
  }
  for (const name of ['DATABASE_URL', 'DATABASE_DIRECT_URL'] as const) {
    const fault = environment[name] && databasePasswordFault(environment[name]);
    if (fault) faults.push(`${name} ${fault}`);
  }
  if (!environment.SITE_URL?.startsWith('https://'))
    faults.push('SITE_URL is not an https:// address: cookies and sign-in would travel in the open');
  if (faults.length === 0) return;
  throw new Error(
    `Production refuses these settings:\n  ${faults.join('\n  ')}\nMake each secret anew, for example with: openssl rand -base64 48`,
  );
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}
