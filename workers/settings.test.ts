import { expect, test } from 'vitest';
import { readGradingSettings, readOutwardSettings, readWaymarkSettings } from './settings.ts';

const password = 'mT7wq0Zk2pXr';
const production = {
  WAYMARK_MODE: 'production',
  DATABASE_URL: `postgres://waymark_application:${password}@db/waymark`,
  DATABASE_DIRECT_URL: `postgres://waymark_application:${password}@db/waymark`,
  DATABASE_RELAY_URL: `postgres://waymark_relay:${password}@db/waymark`,
  DATABASE_GRADER_URL: `postgres://waymark_grader:${password}@db/waymark`,
  MAIL_KEY: 'c1d7a0f25e9b4836a7c2e1f09d3b5a6487e0c9f1b2d3a4e5',
};

test.for([
  ['DATABASE_URL', readWaymarkSettings],
  ['DATABASE_DIRECT_URL', readWaymarkSettings],
  ['DATABASE_RELAY_URL', readWaymarkSettings],
  ['DATABASE_URL', readOutwardSettings],
  ['DATABASE_GRADER_URL', readGradingSettings],
] as const)('L5: production refuses %s with a password that could be guessed', ([name, read]) => {
  expect(() => read(production)).not.toThrow();
  const refused = new RegExp(`^Production refuses ${name}: .*alter role`);
  for (const weak of ['postgres', production[name].split(/[:@/]+/)[1]!, 'short']) {
    const environment = { ...production, [name]: production[name].replace(password, weak) };
    expect(() => read(environment)).toThrow(refused);
    expect(() => read({ ...environment, WAYMARK_MODE: 'demo' })).not.toThrow();
  }
  expect(() => read({ ...production, [name]: `postgres://role:a/b@db/waymark` })).toThrow(/is no URL/);
});

test('L5: in production mails are not sealed with the key that signs sessions', () => {
  const withoutKey = { ...production, MAIL_KEY: undefined, JWT_SECRET: 'Zl8mQ2xvP0rT6yUwE4sD9bRk1Hq7nMcA' };
  expect(() => readOutwardSettings(withoutKey)).toThrow(/^Set MAIL_KEY/);
  expect(readOutwardSettings({ ...withoutKey, WAYMARK_MODE: 'demo' }).mailKey).toBe(withoutKey.JWT_SECRET);
});

test('without settings each names the database first, in production too', () => {
  const nothing = { WAYMARK_MODE: 'production' };
  expect(() => readWaymarkSettings(nothing)).toThrow(/^Set DATABASE_URL/);
  expect(() => readOutwardSettings(nothing)).toThrow(/^Set DATABASE_URL/);
  expect(() => readGradingSettings(nothing)).toThrow(/^Set DATABASE_GRADER_URL/);
});
