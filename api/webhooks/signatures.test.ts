import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp } from '../testing/app.ts';
import type { TestApp } from '../testing/app.ts';
import {
  gitHubWebhook,
  post,
  slackWebhook,
  stripeBody,
  stripeWebhook,
  testSubscriptions,
  webhookSettings,
} from '../testing/webhooks.ts';
import type { Webhook } from '../testing/webhooks.ts';

const replacement = 'a secret that replaces the one there was';
let api: TestApp;
let url: string;

beforeAll(async () => {
  const settings = { ...webhookSettings };
  for (const name of Object.keys(settings) as (keyof typeof settings)[]) settings[name] += `,${replacement}`;
  api = await createTestApp(settings, { subscriptions: testSubscriptions });
  url = await api.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => api.close());

const pullRequest = {
  action: 'opened',
  repository: { id: 42 },
  pull_request: { number: 7, title: 'Ünïcode ✓' },
};
const message = (id: string) => ({
  ...{ type: 'event_callback', event_id: id, event_time: 1_790_000_000, team_id: 'T1' },
  event: { type: 'message', channel: 'C1', ts: '1790000000.000100', text: 'Ünïcode ✓' },
});
let count = 0;
/** One webhook of each provider, as it sends them. */
const eachProvider = async (options: { secret?: string } = {}): Promise<Webhook[]> => [
  stripeWebhook({ object: { id: 'pi_1', description: 'Ünïcode ✓' } }, options),
  await gitHubWebhook({ ...pullRequest, sent: ++count }, options),
  slackWebhook(message(`Ev${++count}`), options),
];
const kept = async () => Number((await api.owner('webhook_events').count().first())!.count);

/** Sends what must be refused. */
async function refused(webhooks: (Webhook | (Omit<Webhook, 'body'> & { body: Buffer }))[]): Promise<void> {
  const before = await kept();
  for (const webhook of webhooks)
    expect([webhook.path, await post(url, webhook)]).toEqual([
      webhook.path,
      { status: 401, code: 'UNAUTHENTICATED', duplicate: undefined },
    ]);
  expect(await kept()).toBe(before);
}

test('B5: what a provider signed is taken, with either of two secrets while one replaces the other', async () => {
  for (const webhook of [...(await eachProvider()), ...(await eachProvider({ secret: replacement }))])
    expect([webhook.path, await post(url, webhook)]).toEqual([
      webhook.path,
      { status: 200, code: undefined, duplicate: false },
    ]);
});

test('B5: what is signed with another secret, with none, or for another provider is refused, and nothing of it is kept', async () => {
  await refused(await eachProvider({ secret: 'a secret of somebody else' }));
  const webhooks = await eachProvider();
  await refused(
    webhooks.map(({ headers: _, ...webhook }) => ({ ...webhook, headers: { 'content-type': 'text/plain' } })),
  );
  const [stripe, gitHub, slack] = webhooks as [Webhook, Webhook, Webhook];
  await refused([
    { ...stripe, path: gitHub.path },
    { ...gitHub, path: slack.path },
    { ...slack, path: stripe.path },
  ]);
  await refused(webhooks.map((webhook) => ({ ...webhook, body: '' })));
});

test('B5: a single other byte is refused, and so is the same JSON written in another way', async () => {
  const webhooks = await eachProvider();
  const altered = (webhook: Webhook, at: number) => {
    const bytes = Buffer.from(webhook.body);
    bytes[at] = bytes[at]! ^ 1;
    return { ...webhook, body: bytes };
  };
  for (const webhook of webhooks)
    await refused([
      altered(webhook, 0),
      altered(webhook, 40),
      altered(webhook, Buffer.byteLength(webhook.body) - 1),
    ]);
  const rewritten = (body: string) => {
    const compact = JSON.stringify(JSON.parse(body));
    return compact === body ? JSON.stringify(JSON.parse(body), null, 1) : compact;
  };
  await refused(webhooks.map((webhook) => ({ ...webhook, body: rewritten(webhook.body) })));
  await refused(webhooks.map((webhook) => ({ ...webhook, body: `${webhook.body}\n` })));
});

test('B5: what was signed more than five minutes ago is refused, and what is signed for later, however its header is written', async () => {
  const seconds = Math.floor(Date.now() / 1000);
  for (const timestamp of [seconds - 320, seconds + 320])
    await refused([stripeWebhook({}, { timestamp }), slackWebhook(message(`Ev${++count}`), { timestamp })]);
  // A recording whose header got a fresh stamp beside the one that is signed.
  const old = stripeWebhook({}, { timestamp: seconds - 320 });
  const signature = old.headers['stripe-signature']!;
  for (const stamped of [`t=${seconds},${signature}`, `${signature},t=${seconds}`])
    await refused([{ ...old, headers: { ...old.headers, 'stripe-signature': stamped } }]);
  const fresh = stripeWebhook({}, { timestamp: seconds - 240 });
  expect(await post(url, fresh)).toMatchObject({ status: 200 });
});

test('B5: what is signed and no event is answered 400, and what is too large is not read', async () => {
  const { headers, path } = stripeWebhook({});
  const signed = [
    'no JSON',
    '[]',
    'null',
    '{"id":"evt_1"}',
    '{"id":"evt\\u0000","type":"a","created":1}',
    `{"id":"${'e'.repeat(300)}","type":"a","created":1}`,
    `{"id":["evt_1"],"type":"a","created":1}`,
  ];
  for (const body of signed)
    expect([body, await post(url, stripeBody(body))]).toEqual([
      body,
      { status: 400, code: 'VALIDATION_ERROR', duplicate: undefined },
    ]);
  const large = (bytes: number) => stripeWebhook({ object: { note: 'x'.repeat(bytes) } });
  expect(await post(url, large(1_000_000))).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  expect(await post(url, large(990_000))).toMatchObject({ status: 200 });
  expect(await post(url, { path, headers, body: '' })).toMatchObject({ status: 401 });
});

test('Slack is answered with its own question when somebody enters the address there, and only when it is signed', async () => {
  const question = { type: 'url_verification', challenge: '3eZbrw1aB' };
  const { path, headers, body } = slackWebhook(question);
  const response = await fetch(new URL(path, url), { method: 'POST', headers, body });
  expect([response.status, await response.text()]).toEqual([200, '3eZbrw1aB']);
  await refused([slackWebhook(question, { secret: 'another' })]);
});

test('a provider without a secret is not listened to', async () => {
  const silent = await createTestApp();
  const address = await silent.app.listen({ port: 0, host: '127.0.0.1' });
  for (const webhook of await eachProvider())
    expect(await post(address, webhook)).toMatchObject({ status: 503, code: 'NOT_CONFIGURED' });
  await silent.close();
});

test('one address sends so many a minute and no more; what people may ask is not used up by it', async () => {
  const few = await createTestApp({
    ...webhookSettings,
    RATE_LIMIT_WEBHOOKS: '3',
    RATE_LIMIT_ANONYMOUS: '2',
  });
  const address = await few.app.listen({ port: 0, host: '127.0.0.1' });
  // Within one minute of the clock.
  const wait = 60_000 - (Date.now() % 60_000);
  if (wait < 5_000) await expect.poll(() => Date.now() % 60_000, { timeout: 6_000 }).toBeLessThan(50_000);
  const answers: number[] = [];
  for (let sent = 0; sent < 5; sent++) answers.push((await post(address, stripeWebhook({}))).status);
  expect(answers).toEqual([200, 200, 200, 429, 429]);
  expect((await fetch(new URL('/api/curriculum/courses', address))).status).toBe(200);
  await few.close();
});
