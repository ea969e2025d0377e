import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { secretFault } from '#domain/secret-faults.ts';
import { loadConfig } from './config.ts';

const secret = 'Zl8mQ2xvP0rT6yUwE4sD9bRk1Hq7nMcA';
const good = { DATABASE_URL: 'postgres://a@b/c', JWT_SECRET: secret, FORWARD_SECRET: `${secret}2` };

test('settings have defaults and are typed', () => {
  expect(
    loadConfig({
      ...good,
      API_PORT: '9000',
      CORS_ORIGINS: 'https://a.example, https://b.example',
      DATABASE_POOL: '',
    }),
  ).toMatchObject({
    mode: 'demo',
    port: 9000,
    apiUrl: 'http://localhost:9000',
    corsOrigins: ['http://localhost:3000', 'https://a.example', 'https://b.example'],
    rateLimit: { anonymousPerHour: 100, signedInPerHour: 1000 },
    database: { poolSize: 10, directUrl: 'postgres://a@b/c' },
  });
});

test('each missing or malformed setting is named', () => {
  const attempt = () => loadConfig({ API_PORT: 'eighty', JWT_SECRET: 'short', FORWARD_SECRET: secret });
  for (const name of ['DATABASE_URL', 'API_PORT', 'JWT_SECRET']) expect(attempt).toThrow(name);
  expect(attempt).not.toThrow('FORWARD_SECRET');
});

const production = {
  ...good,
  WAYMARK_MODE: 'production',
  DATABASE_URL: 'postgres://waymark_application:mT7wq0Zk2pXr@db/waymark',
  SITE_URL: 'https://waymark.example',
  MAIL_KEY: 'c1d7a0f25e9b4836a7c2e1f09d3b5a6487e0c9f1b2d3a4e5',
};

test('production starts with secrets of its own, and with what openssl makes', () => {
  expect(loadConfig(production)).toMatchObject({ mode: 'production', host: '0.0.0.0' });
  // What openssl makes by our own words, and what Stripe and Slack issue.
  const made = [
    () => randomBytes(48).toString('base64'),
    () => randomBytes(32).toString('base64url'),
    () => randomBytes(32).toString('hex'),
    () => `whsec_${randomBytes(24).toString('base64url')}`,
    () => randomBytes(16).toString('hex'),
  ];
  for (const make of made) {
    const refused = Array.from({ length: 1_000 }, make).filter((one) => secretFault(one) !== undefined);
    // One in some ten thousand looks like an example or a walk over the keyboard by chance.
    expect(refused.length, refused.join('\n')).toBeLessThanOrEqual(2);
  }
});

test.for([
  ['ab'.repeat(20)],
  ['password'.repeat(5)],
  ['your-256-bit-secret-your-256-bit-secret'],
  ['put-your-secret-here-put-your-key-now!'],
  ['CHANGE ME CHANGE ME CHANGE ME CHANGE ME'],
  ['qwertyuiopasdfghjklzxcvbnmqwertyuiop'],
  ['abcdefghijklmnopqrstuvwxyz0123456789'],
  ['a1b2c3d4'.repeat(5)],
  ['x'.repeat(40)],
  ['0101101011100101010110100101101011100101'],
])('L5: production refuses “%s” as a secret, and names it; a demo takes it', ([JWT_SECRET]) => {
  expect(() => loadConfig({ ...production, JWT_SECRET })).toThrow(/JWT_SECRET/);
  expect(() => loadConfig({ ...good, JWT_SECRET })).not.toThrow();
});

test.for<[string, Record<string, string | undefined>, RegExp]>([
  ['one secret used twice', { FORWARD_SECRET: secret }, /FORWARD_SECRET is the same/],
  ['a mail key that is another secret', { MAIL_KEY: secret }, /MAIL_KEY is the same/],
  ['no mail key', { MAIL_KEY: undefined }, /MAIL_KEY is not set/],
  [
    'the password waymark',
    { DATABASE_URL: 'postgres://waymark_application:waymark@db/w' },
    /DATABASE_URL has a password/,
  ],
  [
    'the password postgres',
    { DATABASE_DIRECT_URL: 'postgres://a:postgres@db/w' },
    /DATABASE_DIRECT_URL has a password/,
  ],
  ['a site without https', { SITE_URL: 'http://waymark.example' }, /SITE_URL/],
  ['no address of the site', { SITE_URL: undefined }, /SITE_URL/],
])('L5: production refuses %s', ([, changed, named]) => {
  expect(() => loadConfig({ ...production, ...changed })).toThrow(named);
});

test('L6: a demo listens on this machine only, unless it is told otherwise', () => {
  expect(loadConfig(good).host).toBe('127.0.0.1');
  expect(loadConfig({ ...good, API_HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
});

test('webhooks: secrets of providers may be several; production refuses what a demo or a page has, and one for two', () => {
  const secrets = {
    STRIPE_WEBHOOK_SECRET: 'whsec_4eR9sLq0Zt7KxM2wVb8NcYdJfH3gPa6u, whsec_Qm5Tz1XoWk8RyLd3VnC7bEhS0jGf9pUi',
    GITHUB_WEBHOOK_SECRET: '0f9c3b7e5d1a48c6920eab47d5f38c61720b9e4d',
    SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5',
  };
  expect(loadConfig({ ...production, ...secrets }).webhookSecrets).toMatchObject({
    stripe: [expect.stringMatching(/^whsec_4/), expect.stringMatching(/^whsec_Q/)],
    github: [secrets.GITHUB_WEBHOOK_SECRET],
  });
  expect(loadConfig(production).webhookSecrets).toEqual({ stripe: [], github: [], slack: [] });
  const refused = {
    STRIPE_WEBHOOK_SECRET: ['whsec_demo', `${secrets.STRIPE_WEBHOOK_SECRET},whsec_demo`],
    GITHUB_WEBHOOK_SECRET: ['github-demo', secrets.SLACK_SIGNING_SECRET],
    SLACK_SIGNING_SECRET: ['slack-demo', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
  };
  for (const [name, values] of Object.entries(refused))
    for (const value of values)
      expect(() => loadConfig({ ...production, ...secrets, [name]: value })).toThrow(
        /SECRET (is|holds|repeats)/,
      );
});
