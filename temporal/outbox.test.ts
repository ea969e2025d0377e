import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { connectTemporal } from './connect.ts';
import { refusalsBeforeDead, dispatchOutbox } from './dispatch-outbox.ts';
import { enqueue } from '#models/processes/outbox.ts';
import type { OutboxMessage } from '#models/processes/outbox.ts';
import { organisationKey } from './search-attribute-keys.ts';
import { startOutboxRelay } from './outbox-relay.ts';
import { createTestNamespace } from './testing/namespace.ts';
import type { TestNamespace } from './testing/namespace.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let relay: Knex;
let temporal: TestNamespace;
let organisationId: string;
let count = 0;

beforeAll(async () => {
  [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  owner = openDatabase(database.ownerUrl);
  application = openDatabase(database.applicationUrl);
  relay = openDatabase(database.relayUrl);
  const [row] = await owner('organisations')
    .insert({ slug: 'demo', name: 'Demo' })
    .returning<{ id: string }[]>('id');
  organisationId = row!.id;
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy(), relay.destroy(), temporal.close()]);
  await database.drop();
});

const nextId = () => `process:${++count}`;
type Wish = { workflowId: string } & (
  | { kind: 'start'; start: object }
  | { kind: 'signal'; signalName: string; signal: object }
  | { kind: 'signal_with_start'; signalName: string; signal: object; start: object }
  | { kind: 'schedule_put'; schedule: object }
  | { kind: 'schedule_delete' }
);

/** Commits one message, as a route does. */
const accept = (wish: Wish) =>
  inOrganisation(application, organisationId, (trx) =>
    enqueue(trx, { organisationId, workflowType: 'waits', ...wish } as OutboxMessage),
  );
const start = (workflowId: string) => accept({ kind: 'start', workflowId, start: { rowId: workflowId } });
const row = async (id: string) => owner('outbox').where({ id }).first();
const dueNow = (id: string) => owner('outbox').where({ id }).update({ next_attempt_at: owner.fn.now() });
const eventsOf = async (workflowId: string) =>
  (await temporal.client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];

test('a message is delivered once: what Temporal knows already counts as done', async () => {
  const workflowId = nextId();
  const first = await start(workflowId);
  expect(await dispatchOutbox(application, temporal.client, { only: [first], atMost: 1 })).toEqual({
    claimed: 1,
    unavailable: false,
  });
  expect(await row(first)).toMatchObject({ status: 'delivered', attempts: 1, last_error: null });
  const second = await start(workflowId);
  await dispatchOutbox(relay, temporal.client, { atMost: 10 });
  expect(await row(second)).toMatchObject({ status: 'delivered' });
  expect(await dispatchOutbox(relay, temporal.client, { atMost: 10 })).toEqual({
    claimed: 0,
    unavailable: false,
  });
  const { typedSearchAttributes } = await temporal.client.workflow.getHandle(workflowId).describe();
  expect(typedSearchAttributes.get(organisationKey)).toBe(organisationId);
});

test('GRD-6: the API dies between commit and start, and the relay delivers; it dies between start and note, and nothing starts twice', async () => {
  const workflowId = nextId();
  const id = await start(workflowId);
  // As kill -9 leaves it: claimed by a process that is gone, its hold run out.
  await owner.raw('select * from claim_outbox(array[?]::uuid[], 1)', [id]);
  expect(await dispatchOutbox(relay, temporal.client, { atMost: 10 })).toMatchObject({ claimed: 0 });
  await temporal.client.workflow.start('waits', {
    taskQueue: 'waymark',
    workflowId,
    args: [{ rowId: workflowId }],
  });
  await dueNow(id);
  await dispatchOutbox(relay, temporal.client, { atMost: 10 });
  expect(await row(id)).toMatchObject({ status: 'delivered', attempts: 2 });
  expect(
    (await eventsOf(workflowId)).filter(
      ({ workflowExecutionStartedEventAttributes }) => workflowExecutionStartedEventAttributes,
    ),
  ).toHaveLength(1);
});

test('a signal never overtakes its start, and carries the id that handlers know it by', async () => {
  const workflowId = nextId();
  const [begun, signalled] = [
    await start(workflowId),
    await accept({ kind: 'signal', workflowId, signalName: 'cancel', signal: {} }),
  ];
  await dispatchOutbox(application, temporal.client, { only: [signalled], atMost: 1 });
  expect(await row(signalled)).toMatchObject({ status: 'pending', attempts: 0 });
  await dispatchOutbox(relay, temporal.client, { atMost: 10 });
  await dispatchOutbox(relay, temporal.client, { atMost: 10 });
  expect([await row(begun), await row(signalled)]).toMatchObject([
    { status: 'delivered' },
    { status: 'delivered' },
  ]);
  const [signal] = (await eventsOf(workflowId)).flatMap(
    ({ workflowExecutionSignaledEventAttributes: attributes }) => attributes?.input?.payloads ?? [],
  );
  expect(JSON.parse(Buffer.from(signal!.data!).toString())).toEqual({ outboxId: signalled });
});

test('a signal to a process that has ended is obsolete, not an error', async () => {
  const workflowId = nextId();
  await start(workflowId);
  await dispatchOutbox(relay, temporal.client, { atMost: 10 });
  await temporal.client.workflow.getHandle(workflowId).terminate();
  const id = await accept({ kind: 'signal', workflowId, signalName: 'cancel', signal: {} });
  await dispatchOutbox(relay, temporal.client, { atMost: 10 });
  expect(await row(id)).toMatchObject({ status: 'obsolete' });
});

test('A10: a signal that could begin a process, sent to one that has closed, is obsolete and not taken for delivered', async () => {
  const workflowId = nextId();
  await start(workflowId);
  await dispatchOutbox(relay, temporal.client, { atMost: 10 });
  await temporal.client.workflow.getHandle(workflowId).terminate();
  const wish = { kind: 'signal_with_start', workflowId, signalName: 'told', signal: {}, start: {} } as const;
  const late = await accept(wish);
  const first = await accept({ ...wish, workflowId: nextId() });
  await dispatchOutbox(relay, temporal.client, { atMost: 10 });
  expect(await row(late)).toMatchObject({ status: 'obsolete' });
  expect(await row(first)).toMatchObject({ status: 'delivered' });
});

test('a schedule of somebody’s own begins, changes and ends by messages, however often they are delivered', async () => {
  const id = nextId();
  const schedule = {
    cron: '0 18 * * 5',
    timeZone: 'Europe/Berlin',
    workflowType: 'waits',
    input: { row: 1 },
  };
  const deliver = async (wish: Wish) => {
    const message = await accept(wish);
    await dispatchOutbox(relay, temporal.client, { only: [message], atMost: 1 });
    expect(await row(message)).toMatchObject({ status: 'delivered' });
  };
  const described = () => temporal.client.schedule.getHandle(id).describe();
  const put = (changed = {}) =>
    deliver({ kind: 'schedule_put', workflowId: id, schedule: { ...schedule, ...changed } });
  await put();
  await put();
  expect((await described()).spec.timezone).toBe('Europe/Berlin');
  await put({ timeZone: 'America/New_York' });
  expect((await described()).spec.timezone).toBe('America/New_York');
  await deliver({ kind: 'schedule_delete', workflowId: id });
  await deliver({ kind: 'schedule_delete', workflowId: id });
  await expect(described()).rejects.toThrow(/not found|completed/i);
});

test('while Temporal is away a message waits, however often it is tried, and is never given up', async () => {
  const away = connectTemporal({ address: '127.0.0.1:1', namespace: 'default' });
  const id = await start(nextId());
  await owner('outbox')
    .where({ id })
    .update({ attempts: refusalsBeforeDead * 10 });
  expect(await dispatchOutbox(relay, away.client, { only: [id], atMost: 1 })).toEqual({
    claimed: 1,
    unavailable: true,
  });
  expect(await row(id)).toMatchObject({ status: 'pending', last_error: expect.stringMatching(/./) });
  await away.close();
  await dueNow(id);
  await dispatchOutbox(relay, temporal.client, { only: [id], atMost: 1 });
  expect(await row(id)).toMatchObject({ status: 'delivered' });
});

test('A19: an outage uses up none of the refusals after which a message is given up', async () => {
  const id = await accept({ kind: 'start', workflowId: `process:${'y'.repeat(2_000)}`, start: {} });
  await owner('outbox').where({ id }).update({ attempts: 100 });
  await dispatchOutbox(relay, temporal.client, { only: [id], atMost: 1 });
  expect(await row(id)).toMatchObject({ status: 'pending', refusals: 1 });
  await owner('outbox').where({ id }).del();
});

test('what Temporal refuses for what it is goes to the dead letters after five tries, is counted, and stops nobody else', async () => {
  const id = await accept({ kind: 'start', workflowId: `process:${'x'.repeat(2_000)}`, start: {} });
  const other = await start(nextId());
  for (let attempt = 1; attempt <= refusalsBeforeDead; attempt++) {
    expect(await row(id)).toMatchObject({ status: 'pending' });
    await dueNow(id);
    await dispatchOutbox(relay, temporal.client, { atMost: 10 });
  }
  expect(await row(id)).toMatchObject({
    status: 'dead',
    attempts: refusalsBeforeDead,
    last_error: expect.stringMatching(/./),
  });
  expect(await row(other)).toMatchObject({ status: 'delivered' });
  const { rows } = await application.raw('select * from outbox_lag()');
  expect(rows).toEqual([{ pending: '0', oldest_seconds: 0, dead: '1' }]);
});

test('two relays at once deliver each message once, in order within a process', async () => {
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const workflowId = nextId();
      return [
        await start(workflowId),
        await accept({ kind: 'signal', workflowId, signalName: 'cancel', signal: {} }),
      ];
    }),
  );
  const log = { warn: (details: object, message: string) => console.error(message, details) };
  const relays = [1, 2].map(() =>
    startOutboxRelay({ database: relay, client: temporal.client, listenUrl: database.applicationUrl, log }),
  );
  const statuses = async () =>
    (await owner('outbox').whereIn('id', ids.flat()).distinct('status', 'attempts').orderBy('attempts')).map(
      ({ status, attempts }) => `${status} ${attempts}`,
    );
  await expect.poll(statuses, { timeout: 30_000 }).toEqual(['delivered 1']);
  // Woken by NOTIFY, not by the poll alone.
  const late = await start(nextId());
  await expect.poll(async () => (await row(late)).status, { timeout: 10_000 }).toBe('delivered');
  await Promise.all(relays.map((each) => each.stop()));
});

test('the relay’s role reads nothing but the outbox', async () => {
  await expect(relay('users').select('id')).rejects.toThrow(/permission denied/);
  await expect(relay('gradings').select('id')).rejects.toThrow(/permission denied/);
});
