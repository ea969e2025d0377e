import { expect, test } from 'vitest';
import { findEngine } from '../docker/find-engine.ts';
import { launchBrowser } from './browser.ts';
import { dockerForTest } from './docker.ts';
import { temporalEnvironment, timeSkippingEnvironment } from './temporal.ts';

test('the real Temporal server of a run knows our search attributes', async () => {
  const environment = await temporalEnvironment();
  const { customAttributes } = await environment.connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  expect(Object.keys(customAttributes ?? {})).toEqual(
    expect.arrayContaining(['organisation', 'user', 'process', 'state']),
  );
  await environment.teardown();
});

test('the time-skipping server lets a month pass at once', async () => {
  const environment = await timeSkippingEnvironment();
  const before = await environment.currentTimeMs();
  await environment.sleep('30 days');
  expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(30 * 24 * 3_600_000);
  await environment.teardown();
});

test('the Docker Engine of a run answers, and labels differ from test to test', async () => {
  const [one, other] = await Promise.all([dockerForTest(), dockerForTest()]);
  expect(await findEngine([one.socket])).toBe(one.socket);
  expect(one.label).not.toBe(other.label);
});

test('a socket at which nobody answers is no engine', async () => {
  expect(await findEngine(['/nowhere/docker.sock'])).toBeUndefined();
});

test('the browser of a run shows a page', async () => {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.setContent('<h1>Waymark</h1>');
  expect(await page.getByRole('heading').textContent()).toBe('Waymark');
  await browser.close();
});
