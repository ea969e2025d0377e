import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Knex } from 'knex';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { deliverDueWebhookEvents } from '#models/webhooks/deliver-webhook-event.ts';
import { referToProcess } from '#models/webhooks/process-reference.ts';
import { receiveWebhookEvent } from '#models/webhooks/receive-webhook-event.ts';
import { dispatchOutbox } from '#temporal/dispatch-outbox.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { createTestApp } from '../testing/app.ts';
import type { TestApp } from '../testing/app.ts';
import { databaseThatGoesAway } from '../testing/database-that-goes-away.ts';
import { startHearingWorker } from '../testing/hearing-worker.ts';
import { untilWaiting } from '../testing/until-waiting.ts';
import {
  beginHearing,
  gitHubWebhook,
  hearOutsideProcess,
  post,
  slackWebhook,
  stripeBody,
  stripeWebhook,
  testSubscriptions,
  webhookSettings,
} from '../testing/webhooks.ts';

let api: TestApp;
let url: string;
let application: Knex;
let relay: Knex;
let temporal: TestNamespace;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  temporal = await createTestNamespace();
  // Temporal is away for the API itself: what reaches a process came by the outbox.
  api = await createTestApp(webhookSettings, { subscriptions: testSubscriptions });
  url = await api.app.listen({ port: 0, host: '127.0.0.1' });
  [application, relay] = [openDatabase(api.database.applicationUrl), openDatabase(api.database.relayUrl)];
  stopWorker = await startHearingWorker(temporal);
});
afterAll(async () => {
  await stopWorker();
  await Promise.all([application.destroy(), relay.destroy()]);
  await api.close();
  await temporal.close();
});

type Heard = {
  input: unknown;
  heard: { type: string; provider: string; webhookEventId: string; outboxId: string }[];
};

const event = async (eventId: string) => api.owner('webhook_events').where({ event_id: eventId }).first();
const outboxOf = async (workflowId: string) => api.owner('outbox').where({ workflow_id: workflowId });
const handle = (workflowId: string) => temporal.client.workflow.getHandle(workflowId);
const heard = (workflowId: string) => handle(workflowId).query<Heard>('heard');
/** The relay delivers what there is, also what the API has just tried in vain. */
async function relayDelivers(): Promise<void> {
  const pending = () => api.owner('outbox').where({ status: 'pending' });
  const pass = async () => {
    await pending().update({ next_attempt_at: new Date(0) });
    await dispatchOutbox(relay, temporal.client, { atMost: 50 });
    return pending();
  };
  await expect.poll(pass, { timeout: 20_000 }).toEqual([]);
}
const passOn = () => deliverDueWebhookEvents(application, testSubscriptions);
const makeDue = (eventId: string) =>
  api.owner('webhook_events').where({ event_id: eventId }).update({ next_attempt_at: api.owner.fn.now() });
const call = (workflowId: string, name: string) =>
  inOrganisation(application, api.demo.id, (trx) =>
    referToProcess(trx, { provider: 'stripe', name, workflowId }),
  );
const newId = (kind: string) => `${kind}_${randomUUID()}`;

/** A process that is known at Stripe by a name. */
async function payment(): Promise<{ workflowId: string; name: string }> {
  const workflowId = await beginHearing(api.owner, api.demo.id);
  const name = newId('pi');
  await call(workflowId, name);
  return { workflowId, name };
}

test('B5: an event reaches the process that it names, which is started where nobody runs it, though the API ends right after it was kept', async () => {
  const { workflowId, name } = await payment();
  const id = newId('evt');
  expect(await post(url, stripeWebhook({ id, object: { id: name } }))).toMatchObject({ status: 200 });
  expect(await event(id)).toMatchObject({
    state: 'received',
    organisation_id: api.demo.id,
    workflow_id: workflowId,
  });
  await relayDelivers();
  const kept = await event(id);
  expect(kept).toMatchObject({ state: 'delivered', delivered_at: expect.any(Date), fault_code: null });
  const [message] = await outboxOf(workflowId);
  expect(await heard(workflowId)).toEqual({
    input: { organisationId: api.demo.id, rowId: workflowId.split(':')[1] },
    heard: [
      {
        outboxId: message.id,
        ...{ provider: 'stripe', type: 'payment_intent.succeeded', webhookEventId: kept.id },
      },
    ],
  });
});

test('B5: each provider’s event finds its process: by the workflow id in Stripe’s metadata, by repository and number, by thread', async () => {
  const workflowId = await beginHearing(api.owner, api.demo.id);
  const names = { github: 'repository:42#7', slack: 'T1/C1/1790000000.000100' } as const;
  for (const [provider, name] of Object.entries(names) as ['github' | 'slack', string][])
    await inOrganisation(application, api.demo.id, (trx) =>
      referToProcess(trx, { provider, name, workflowId }),
    );
  const slack = { type: 'event_callback', event_id: newId('Ev'), team_id: 'T1' };
  for (const webhook of [
    stripeWebhook({ object: { id: newId('pi'), metadata: { waymark_process: workflowId } } }),
    await gitHubWebhook({ action: 'opened', repository: { id: 42 }, pull_request: { number: 7 } }),
    slackWebhook({
      ...slack,
      event: { type: 'message', channel: 'C1', thread_ts: '1790000000.000100', ts: '1790000009.1' },
    }),
  ]) {
    expect(await post(url, webhook)).toMatchObject({ status: 200 });
    await relayDelivers();
  }
  const types = (await heard(workflowId)).heard.map(({ type }) => type);
  expect(types).toEqual(['payment_intent.succeeded', 'pull_request.opened', 'message']);
});

test('PAY-2: an event that is sent five times, before and after what came later, is heard once', async () => {
  const { workflowId, name } = await payment();
  const first = stripeWebhook({ type: 'payment_intent.processing', object: { id: name } });
  const second = stripeWebhook({ object: { id: name } });
  const answers = [];
  for (const webhook of [second, second, first, second, first, second, second])
    answers.push(await post(url, webhook));
  expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(200));
  expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, true, false, true, true, true, true]);
  await relayDelivers();
  await relayDelivers();
  const types = (await heard(workflowId)).heard.map(({ type }) => type);
  expect(types).toEqual(['payment_intent.succeeded', 'payment_intent.processing']);
});

test('B5: of deliveries that arrive at the same moment at two processes of the API one is passed on', async () => {
  const { workflowId, name } = await payment();
  const sibling = await (await api.sibling()).listen({ port: 0, host: '127.0.0.1' });
  const id = newId('evt');
  const webhook = stripeWebhook({ id, object: { id: name } });
  // Whoever holds the id uncommitted makes both of them wait at the insert, and then lets go without it.
  const barrier = await api.owner.transaction();
  await barrier('webhook_events').insert({
    ...{
      provider: 'stripe',
      event_id: id,
      type: 'a',
      refers_to: [],
      body_hash: Buffer.alloc(1),
      state: 'ignored',
    },
  });
  const sent = [post(url, webhook), post(sibling, webhook)];
  await untilWaiting(api.owner, 2);
  await barrier.rollback();
  const answers = await Promise.all(sent);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
  expect(await outboxOf(workflowId)).toHaveLength(1);
});

test('B5: GitHub signs no delivery id, so the same body under another one is not told again', async () => {
  const pullRequest = { action: 'opened', repository: { id: 43 }, pull_request: { number: 1 } };
  expect(await post(url, await gitHubWebhook(pullRequest))).toMatchObject({ status: 200, duplicate: false });
  expect(await post(url, await gitHubWebhook(pullRequest))).toMatchObject({ status: 200, duplicate: true });
  expect(
    await api
      .owner('webhook_events')
      .where({ provider: 'github', refers_to: ['repository:43#1', 'repository:43'] }),
  ).toHaveLength(1);
});

test('B5: of what nobody listens to only that it came is kept', async () => {
  const id = newId('evt');
  expect(
    await post(url, stripeWebhook({ id, type: 'customer.created', object: { email: 'ada@example.com' } })),
  ).toMatchObject({ status: 200 });
  expect(await event(id)).toMatchObject({
    state: 'ignored',
    body: null,
    type: 'customer.created',
    outbox_id: null,
  });
});

test('B5: what nobody listened to is delivered when it is sent again once somebody does, once', async () => {
  const { name } = await payment();
  const id = newId('evt');
  const unheard = { type: 'customer.created', id, object: { id: name } };
  const { body } = stripeWebhook(unheard);
  await post(url, stripeBody(body));
  const { received_at: first } = await event(id);
  const again = (sent: string, type = unheard.type) =>
    receiveWebhookEvent(
      application,
      {
        provider: 'stripe',
        event: { id, type, names: [name], happenedAt: null },
        body: Buffer.from(sent),
      },
      [{ ...testSubscriptions[0]!, type }],
    );
  expect(await again(`${body} `)).toMatchObject({ isDuplicate: true });
  expect(await again(body, 'customer.updated')).toMatchObject({ isDuplicate: true });
  expect(await event(id)).toMatchObject({ state: 'ignored', body: null });
  const both = await Promise.all([again(body), again(body)]);
  expect(both.map(({ isDuplicate }) => isDuplicate).sort()).toEqual([false, true]);
  expect(await event(id)).toMatchObject({ state: 'received', body, outbox_id: expect.any(String) });
  expect((await event(id)).received_at.getTime()).toBeGreaterThan(first.getTime());
});

test('B5: GitHub’s redelivery under a new id is heard when nobody listened to the first', async () => {
  const webhook = await gitHubWebhook({ action: 'labeled', repository: { id: 44 } });
  const body = Buffer.from(webhook.body);
  await post(url, webhook);
  const again = { id: randomUUID(), type: 'pull_request.labeled', names: [], happenedAt: null };
  const subscriptions = [
    { ...testSubscriptions[2]!, provider: 'github' as const, type: 'pull_request.labeled' },
  ];
  const received = { provider: 'github' as const, event: again, body };
  expect(await receiveWebhookEvent(application, received, subscriptions)).toMatchObject({
    isDuplicate: false,
  });
  const third = { ...received, event: { ...again, id: randomUUID() } };
  expect(await receiveWebhookEvent(application, third, subscriptions)).toMatchObject({ isDuplicate: true });
  // Nor is it heard once more under the first id; and after an erasure took what it said, no more than before.
  const first = { ...received, event: { ...again, id: webhook.headers['x-github-delivery']! } };
  expect(await receiveWebhookEvent(application, first, subscriptions)).toMatchObject({ isDuplicate: true });
  await api.owner('webhook_events').where({ event_id: again.id }).update({ body: null, state: 'delivered' });
  for (const each of [first, third])
    expect(await receiveWebhookEvent(application, each, subscriptions)).toMatchObject({ isDuplicate: true });
});

test('B5: what was signed is kept to the letter: every digit, NUL and half characters, however deep', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  for (const odd of ['12345678901234567890123', '"\\u0000"', '"\\ud800"', '"Ünïcode ✓"', deep]) {
    const id = newId('evt');
    const body = `{"id":"${id}","type":"payment_intent.succeeded","created":1790000000,"data":{"object":{"odd":${odd}}}}`;
    expect(await post(url, stripeBody(body))).toMatchObject({ status: 200 });
    expect((await event(id)).body === body).toBe(true);
  }
});

test('B5: while the database is away the provider is told to come again, and what it sends then is delivered once', async () => {
  const { workflowId, name } = await payment();
  const away = await databaseThatGoesAway(api.database.applicationUrl);
  const elsewhere = await createTestApp(
    { ...webhookSettings, DATABASE_URL: away.url },
    { subscriptions: testSubscriptions },
  );
  onTestFinished(() => elsewhere.close());
  const base = await elsewhere.app.listen({ port: 0, host: '127.0.0.1' });
  const webhook = stripeWebhook({ object: { id: name } });
  away.goAway();
  expect(await post(base, webhook)).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  expect(await outboxOf(workflowId)).toHaveLength(0);
  away.comeBack();
  expect(await post(base, webhook)).toMatchObject({ status: 200, duplicate: false });
  expect(await post(base, webhook)).toMatchObject({ status: 200, duplicate: true });
  expect(await outboxOf(workflowId)).toHaveLength(1);
  await away.close();
});

test('B5: what comes before its process is known by that name waits, and is delivered as soon as it is', async () => {
  const workflowId = await beginHearing(api.owner, api.demo.id);
  const name = newId('pi');
  const id = newId('evt');
  await post(url, stripeWebhook({ id, object: { id: name } }));
  const waiting = { state: 'received', fault_code: 'object_unknown', outbox_id: null, organisation_id: null };
  expect(await event(id)).toMatchObject({ ...waiting, attempts: 1 });
  // It rests a while after each look, unless somebody is called what it names.
  expect((await event(id)).next_attempt_at.getTime()).toBeGreaterThan(Date.now());
  await passOn();
  expect(await event(id)).toMatchObject({ ...waiting, attempts: 1 });
  await call(workflowId, name);
  expect((await passOn()).outboxIds).toHaveLength(1);
  await relayDelivers();
  expect(await event(id)).toMatchObject({ state: 'delivered', workflow_id: workflowId, fault_code: null });
  expect((await heard(workflowId)).heard).toHaveLength(1);
});

test('B5: two passes at once pass an event on once', async () => {
  const { workflowId, name } = await payment();
  const id = newId('evt');
  await post(url, stripeWebhook({ id, object: { id: name } }));
  await api.owner('outbox').where({ workflow_id: workflowId }).del();
  const barrier = await api.owner.transaction();
  await barrier('webhook_events')
    .where({ event_id: id })
    .update({ outbox_id: null, next_attempt_at: new Date(0) });
  await barrier.commit();
  const holder = await api.owner.transaction();
  await holder('webhook_events').where({ event_id: id }).forUpdate();
  const passes = [passOn(), passOn()];
  await untilWaiting(api.owner, 2);
  await holder.commit();
  await Promise.all(passes);
  expect(await outboxOf(workflowId)).toHaveLength(1);
});

test('B5: what names nothing of ours is undeliverable after a day', async () => {
  const id = newId('evt');
  await post(url, stripeWebhook({ id, object: { id: newId('pi') } }));
  await api
    .owner('webhook_events')
    .where({ event_id: id })
    .update({ received_at: new Date(Date.now() - 86_500_000) });
  await makeDue(id);
  await passOn();
  expect(await event(id)).toMatchObject({ state: 'undeliverable', fault_code: 'object_unknown' });
});

test('B5: what comes after the end is ignored where its subscription says so, else a person has to look', async () => {
  const { workflowId, name } = await payment();
  await api
    .owner('processes')
    .where({ workflow_id: workflowId })
    .update({ finished_at: new Date(), state: 'heard' });
  const [late, missed] = [newId('evt'), newId('evt')];
  await post(url, stripeWebhook({ id: late, type: 'payment_intent.processing', object: { id: name } }));
  await post(url, stripeWebhook({ id: missed, object: { id: name } }));
  expect(await event(late)).toMatchObject({ state: 'ignored', fault_code: 'process_ended' });
  expect(await event(missed)).toMatchObject({ state: 'undeliverable', fault_code: 'process_ended' });
  expect(await outboxOf(workflowId)).toEqual([]);
});

test('A10: what is told to a process that Temporal has closed before its end waits until it runs again', async () => {
  const { workflowId, name } = await payment();
  await temporal.client.workflow.start('hearOutside', { taskQueue: 'waymark', workflowId, args: [{}] });
  await handle(workflowId).terminate();
  const id = newId('evt');
  await post(url, stripeWebhook({ id, object: { id: name } }));
  await relayDelivers();
  expect(await event(id)).toMatchObject({ state: 'received', fault_code: 'process_closed', outbox_id: null });
  // As the reconciler does.
  await temporal.client.workflow.start('hearOutside', {
    ...{ taskQueue: 'waymark', workflowId, args: [{}], workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
  });
  await makeDue(id);
  await passOn();
  await relayDelivers();
  expect(await event(id)).toMatchObject({ state: 'delivered', fault_code: null });
  expect((await heard(workflowId)).heard).toHaveLength(1);
});

test('B5: a fault of ours while an event is passed on loses neither it nor another: it is kept, says so and is tried again', async () => {
  const isBroken = (type: string) => type === 'payment_intent.succeeded';
  const broken = testSubscriptions.map((each) => ({
    ...each,
    process: { ...hearOutsideProcess, workflow: isBroken(each.type) ? (null as never) : 'hearOutside' },
  }));
  const faulty = await createTestApp({ ...webhookSettings, LOG_LEVEL: 'silent' }, { subscriptions: broken });
  onTestFinished(() => faulty.close());
  const base = await faulty.app.listen({ port: 0, host: '127.0.0.1' });
  const object = { metadata: { waymark_process: await beginHearing(faulty.owner, faulty.demo.id) } };
  const [failing, other] = [newId('evt'), newId('evt')];
  const events = faulty.owner('webhook_events');
  const find = (id: string) => events.clone().where({ event_id: id }).first();
  const kept = { state: 'received', fault_code: 'delivery_failed', outbox_id: null };
  expect(await post(base, stripeWebhook({ id: failing, object }))).toMatchObject({ status: 200 });
  expect(await find(failing)).toMatchObject(kept);

  await post(base, stripeWebhook({ id: other, type: 'payment_intent.processing', object }));
  const makeAllDue = () => events.clone().update({ outbox_id: null, next_attempt_at: new Date(0) });
  await makeAllDue();
  const pool = openDatabase(faulty.database.applicationUrl, { maximum: 2 });
  const report = await deliverDueWebhookEvents(pool, broken);
  expect([report.failures.length, report.outboxIds.length]).toEqual([1, 1]);
  expect(await find(failing)).toMatchObject({ ...kept, attempts: 2, fault: expect.stringContaining('null') });

  // Not even that it failed can be written down.
  await makeAllDue();
  await faulty.owner.raw(`
    create function refuse_note() returns trigger language plpgsql as $$ begin raise 'no note'; end $$;
    create trigger refuse_note before update on webhook_events for each row when (new.fault_code = 'delivery_failed') execute function refuse_note()`);
  const unnoted = await deliverDueWebhookEvents(pool, broken);
  expect([unnoted.failures.length, unnoted.outboxIds.length]).toEqual([2, 1]);
  await faulty.owner.raw('drop function refuse_note cascade');

  await faulty
    .owner('webhook_events')
    .where({ event_id: failing })
    .update({ next_attempt_at: new Date(0) });
  expect((await deliverDueWebhookEvents(pool, testSubscriptions)).outboxIds).toHaveLength(1);

  // For a day it is tried again; then a person has to look.
  const dayOld = { outbox_id: null, next_attempt_at: new Date(0), received_at: new Date(0) };
  await events.clone().where({ event_id: failing }).update(dayOld);
  await deliverDueWebhookEvents(pool, broken);
  expect(await find(failing)).toMatchObject({ state: 'undeliverable', fault_code: 'delivery_failed' });
  await pool.destroy();
});

test('B5: an event stays its organisation’s when its process was forgotten, or nobody listens any more', async () => {
  const { workflowId, name } = await payment();
  const [unheard, forgotten] = [newId('evt'), newId('evt')];
  await api.owner('processes').where({ workflow_id: workflowId }).update({ finished_at: new Date() });
  for (const id of [unheard, forgotten]) {
    await post(url, stripeWebhook({ id, object: { id: name } }));
    await api.owner('webhook_events').where({ event_id: id }).update({ state: 'received' });
    await makeDue(id);
  }
  await api.owner('webhook_events').where({ event_id: unheard }).update({ type: 'no.longer' });
  await api.owner('processes').where({ workflow_id: workflowId }).del();
  await passOn();
  const theirs = { organisation_id: api.demo.id, workflow_id: workflowId };
  expect(await event(unheard)).toMatchObject({
    ...theirs,
    state: 'undeliverable',
    fault_code: 'not_subscribed',
  });
  expect(await event(forgotten)).toMatchObject({
    ...theirs,
    state: 'received',
    fault_code: 'object_unknown',
  });
});

test('B5: a name belongs to one process of its kind, whose step may repeat it; nobody names a process of another organisation', async () => {
  const { workflowId, name } = await payment();
  await call(workflowId, name);
  const another = await beginHearing(api.owner, api.demo.id);
  await expect(call(another, name)).rejects.toThrow(/duplicate key/);
  const foreign = await beginHearing(api.owner, api.other.id);
  await expect(call(foreign, newId('pi'))).rejects.toThrow(/NotFound/);
});
