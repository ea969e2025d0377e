import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalsBeforeDead } from '#temporal/dispatch-outbox.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { startHearingWorker } from '#api/testing/hearing-worker.ts';
import {
  beginHearing,
  hearOutsideProcess,
  stripeWebhook,
  testSubscriptions,
  webhookSettings,
} from '#api/testing/webhooks.ts';

/** Temporal takes no name as long as this one. */
const refusedByTemporal = { ...hearOutsideProcess, workflow: 'x'.repeat(2_000) };
const subscriptions = [
  ...testSubscriptions,
  {
    provider: 'stripe',
    type: 'charge.refused',
    process: refusedByTemporal,
    whenEnded: 'undeliverable',
  } as const,
];

let api: TestApp;
let temporal: TestNamespace;
let admin: TestPerson;
let superadmin: TestPerson;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  temporal = await createTestNamespace();
  api = await createTestApp(
    {
      ...webhookSettings,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      METRICS_TOKEN: 'metrics'.repeat(6),
    },
    { subscriptions },
  );
  [admin, superadmin] = await Promise.all([api.person('admin'), api.person('superadmin')]);
  stopWorker = await startHearingWorker(temporal);
});
afterAll(async () => {
  await stopWorker();
  await api.close();
  await temporal.close();
});

type Event = {
  id: string;
  type: string;
  state: string;
  fault_code: string | null;
  workflow_id: string | null;
};

const url = '/api/ops/webhook-events';
const get = (query: string, person = admin) =>
  api.app.inject({ url: `${url}?${query}`, headers: person.authorization });
const list = async (query = '', person = admin) =>
  dataOf<{ results: Event[]; next: string | null }>(await get(query, person));
const redeliver = (id: string, query = '', person = admin, reason: string | undefined = 'mended') =>
  api.app.inject({
    method: 'POST',
    url: `${url}/${id}/redeliver?${query}`,
    headers: person.authorization,
    payload: { reason },
  });
const row = (id: string) => api.owner('webhook_events').where({ id }).first();
const stateOf = async (id: string) => (await row(id)).state as string;

/** Sends one event; with nobody's name in it, or a process's. @returns its id with us */
async function tell(wish: { workflowId?: string; type?: string; note?: string } = {}): Promise<string> {
  const object = { metadata: { waymark_process: wish.workflowId ?? 'nobody' }, client_secret: wish.note };
  const webhook = stripeWebhook({ ...(wish.type && { type: wish.type }), object });
  const payload = webhook.body;
  await api.app.inject({ method: 'POST', url: webhook.path, headers: webhook.headers, payload });
  const { id } = JSON.parse(payload) as { id: string };
  return (await api.owner('webhook_events').where({ event_id: id }).first()).id;
}

test('B5: what could not be delivered is seen by its organisation, without what the provider wrote, and counted', async () => {
  const workflowId = await beginHearing(api.owner, api.demo.id);
  await api.owner('processes').where({ workflow_id: workflowId }).update({ finished_at: new Date() });
  const id = await tell({ workflowId, note: 'pi_1_secret_of_a_payer' });
  const response = await get('state=undeliverable');
  expect(response.body).not.toContain('secret_of_a_payer');
  expect(dataOf<{ results: Event[] }>(response).results).toEqual([
    expect.objectContaining({
      ...{ id, provider: 'stripe', type: 'payment_intent.succeeded', state: 'undeliverable' },
      ...{ fault_code: 'process_ended', workflow_id: workflowId, organisation_id: api.demo.id },
    }),
  ]);
  const stranger = await api.person('admin', { organisationId: api.other.id });
  expect((await list('', stranger)).results).toEqual([]);
  expect((await redeliver(id, '', stranger)).statusCode).toBe(404);
  for (const role of ['student', 'trainer', 'parent'] as const) {
    const person = await api.person(role);
    expect([(await get('', person)).statusCode, (await redeliver(id, '', person)).statusCode]).toEqual([
      403, 403,
    ]);
  }
  const metrics = await api.app.inject({
    url: '/metrics',
    headers: { authorization: `Bearer ${'metrics'.repeat(6)}` },
  });
  expect(metrics.body).toContain('waymark_webhook_events{provider="stripe",state="undeliverable"} 1');
});

test('B5: what belongs to nobody yet is the superadmin’s; delivered again when its process is there, it is the process’s', async () => {
  const id = await tell();
  expect((await get('platform=true')).statusCode).toBe(404);
  expect((await list('platform=true&provider=stripe&state=received', superadmin)).results).toEqual([
    expect.objectContaining({
      id,
      fault_code: 'object_unknown',
      workflow_id: null,
      next_attempt_at: expect.any(String),
    }),
  ]);
  expect((await redeliver(id)).statusCode).toBe(404);
  const again = await redeliver(id, 'platform=true', superadmin);
  expect([again.statusCode, dataOf<Event>(again)]).toMatchObject([
    202,
    { state: 'received', fault_code: 'object_unknown' },
  ]);

  const workflowId = await beginHearing(api.owner, api.demo.id);
  await api
    .owner('webhook_events')
    .where({ id })
    .update({ refers_to: [workflowId], state: 'undeliverable' });
  const found = await redeliver(id, 'platform=true', superadmin);
  expect([found.statusCode, dataOf<Event>(found)]).toMatchObject([
    202,
    { workflow_id: workflowId, fault_code: null },
  ]);
  await expect.poll(() => stateOf(id), { timeout: 20_000 }).toBe('delivered');
  expect((await redeliver(id)).statusCode).toBe(409);
  expect((await list('state=delivered')).results.map((event) => event.id)).toContain(id);
});

test('B5: a repair needs a reason and is in the audit log', async () => {
  const workflowId = await beginHearing(api.owner, api.demo.id);
  await api.owner('processes').where({ workflow_id: workflowId }).update({ finished_at: new Date() });
  const id = await tell({ workflowId });
  expect((await redeliver(id, '', admin, '')).statusCode).toBe(400);
  expect((await redeliver(id)).statusCode).toBe(202);
  expect(await api.owner('audit_entries').where({ subject_id: id })).toEqual([
    expect.objectContaining({
      ...{ action: 'webhook_event.redelivered', actor_id: admin.id, reason: 'mended' },
      before: { state: 'undeliverable', fault_code: 'process_ended' },
    }),
  ]);
  expect(await row(id)).toMatchObject({ state: 'undeliverable', fault_code: 'process_ended' });
});

/** Temporal refuses it until it is a dead letter. */
async function tellInVain(workflowId: string): Promise<string> {
  const id = await tell({ workflowId, type: 'charge.refused' });
  const message = () =>
    api.owner('outbox').where({ id: api.owner('webhook_events').where({ id }).select('outbox_id') });
  for (let refusals = 1; refusals <= refusalsBeforeDead; refusals++) {
    await expect
      .poll(async () => (await message().first()).refusals, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(refusals);
    await message()
      .where({ status: 'pending' })
      .update({ next_attempt_at: new Date(0) });
    await api.app.outbox.dispatch([(await message().first()).id]);
  }
  return id;
}

test('B5: an event that Temporal refused for what it is, is a dead letter of its process, and goes when it is delivered again', async () => {
  const workflowId = await beginHearing(api.owner, api.demo.id);
  const [id, other] = [await tellInVain(workflowId), await tellInVain(workflowId)];
  expect(await row(id)).toMatchObject({
    state: 'undeliverable',
    fault_code: 'refused_by_temporal',
    fault: expect.any(String),
  });
  const process = () => api.owner('processes').where({ workflow_id: workflowId }).first();
  expect(await process()).toMatchObject({ needs_person: true });
  await api.owner('outbox').where({ workflow_id: workflowId }).update({ workflow_type: 'hearOutside' });
  expect((await redeliver(id)).statusCode).toBe(202);
  await expect.poll(() => stateOf(id), { timeout: 20_000 }).toBe('delivered');
  // The other one is a letter of its own, and a person still has to look.
  expect(await row(other)).toMatchObject({ state: 'undeliverable' });
  expect(await process()).toMatchObject({ needs_person: true });
  // Its message may be forgotten by then.
  await api.owner('webhook_events').where({ id: other }).update({ type: 'payment_intent.succeeded' });
  await api.owner('outbox').where({ workflow_id: workflowId, status: 'dead' }).del();
  expect((await redeliver(other)).statusCode).toBe(202);
  await expect.poll(() => stateOf(other), { timeout: 20_000 }).toBe('delivered');
});

test('lists are read on from where one stopped', async () => {
  for (let sent = 0; sent < 5; sent++) await tell({ type: `nobody.listens_${sent}` });
  const seen: string[] = [];
  for (let next: string | null = `${url}?platform=true&state=ignored&page_size=2`; next;) {
    const page: { results: Event[]; next: string | null } = dataOf(
      await api.app.inject({ url: next.replace(/^https?:\/\/[^/]+/, ''), headers: superadmin.authorization }),
    );
    expect(page.results.length).toBeLessThanOrEqual(2);
    seen.push(...page.results.map(({ type }) => type));
    next = page.next;
  }
  expect(seen).toEqual([4, 3, 2, 1, 0].map((number) => `nobody.listens_${number}`));
});
