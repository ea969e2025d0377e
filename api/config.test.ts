import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const secret = 'Zl8mQ2xvP0rT6yUwE4sDfGhJkLzXcVbN';
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

test('production refuses sample secrets and names each', () => {
  const samples = {
    ...good,
    WAYMARK_MODE: 'production',
    JWT_SECRET: 'change-me-change-me-change-me-change-me',
    FORWARD_SECRET: 'x'.repeat(40),
  };
  expect(() => loadConfig(samples)).toThrow(/JWT_SECRET, FORWARD_SECRET/);
  expect(() => loadConfig({ ...samples, WAYMARK_MODE: 'demo' })).not.toThrow();
  expect(loadConfig({ ...good, WAYMARK_MODE: 'production' }).mode).toBe('production');
});

test('production refuses one secret used twice', () => {
  expect(() => loadConfig({ ...good, FORWARD_SECRET: secret, WAYMARK_MODE: 'production' })).toThrow(
    /FORWARD_SECRET/,
  );
});
