import type { AddressInfo } from 'node:net';
import { NativeConnection, Worker } from '@temporalio/worker';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { connectMailServer } from '#activities/clients/mail-server.ts';
import { shareLimit } from '#activities/clients/shared-limit.ts';
import { createMailActivities } from '#activities/send-mail.ts';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { dispatchOutbox } from '#temporal/dispatch-outbox.ts';
import { outwardQueue, waymarkQueue } from '#temporal/task-queues.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';

/** One mail every fifth of a second. */
const limit = { account: 'mail', perMinute: 300, atOnce: 1 };
const mails = 12;

let database: TestDatabase;
let temporal: TestNamespace;
let owner: Knex;
let pools: Knex[];
let connections: NativeConnection[];
let stopWorkers: () => Promise<void>;
const arrivals: { recipient: string; at: number }[] = [];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, session, done) => {
    stream.resume();
    stream.on('end', () => {
      arrivals.push({ recipient: session.envelope.rcptTo[0]!.address, at: Date.now() });
      done();
    });
  },
});

beforeAll(async () => {
  [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  owner = openDatabase(database.ownerUrl);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  // Two workers of the queue, each with its own connections, as on two machines.
  pools = [openDatabase(database.applicationUrl), openDatabase(database.applicationUrl)];
  connections = await Promise.all(pools.map(() => NativeConnection.connect({ address: temporal.address })));
  const { connection, namespace } = temporal;
  const workers = await Promise.all([
    Worker.create({ connection, namespace, taskQueue: waymarkQueue, workflowBundle: await workflowBundle() }),
    ...pools.map((pool, index) =>
      Worker.create({
        ...{ connection: connections[index]!, namespace, taskQueue: outwardQueue },
        activities: createMailActivities({
          database: pool,
          server: connectMailServer(url, shareLimit(pool, limit)),
          ...{ siteUrl: 'https://learn.example', from: 'Waymark <hello@learn.example>', mailKey: 'unused' },
        }),
      }),
    ),
  ]);
  const running = workers.map((worker) => worker.run());
  stopWorkers = async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  };
});
afterAll(async () => {
  await stopWorkers();
  await Promise.all(connections.map((connection) => connection.close()));
  await Promise.all([owner.destroy(), ...pools.map((pool) => pool.destroy()), temporal.close()]);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await database.drop();
});

test('B4: two workers send no more mails than their server takes, all of them once, and none has a fault for waiting', async () => {
  const [organisation] = await owner('organisations').insert({ slug: 'demo', name: 'Demo' }).returning('id');
  const organisationId = organisation.id as string;
  const [application] = pools as [Knex];
  for (let number = 0; number < mails; number++)
    await inOrganisation(application, organisationId, (trx) =>
      beginMail(trx, {
        ...{ organisationId, userId: null, recipient: `person-${number}@example.com` },
        ...{ template: 'welcome', parameters: { name: 'Ada' } },
      }),
    );
  await dispatchOutbox(application, temporal.client, { atMost: mails });
  const sent = async () => (await owner('processes').where({ state: 'sent' })).length;
  const waited = async () => (await owner('processes').where({ waiting_for: 'provider_limit' })).length;
  await expect.poll(waited, { timeout: 20_000, interval: 20 }).toBeGreaterThan(0);
  await expect.poll(sent, { timeout: 60_000 }).toBe(mails);

  expect(new Set(arrivals.map(({ recipient }) => recipient)).size).toBe(mails);
  expect(arrivals).toHaveLength(mails);
  const times = arrivals.map(({ at }) => at).sort((one, other) => one - other);
  // A turn may be taken late, so two may come close together; the whole takes its time.
  expect(times.at(-1)! - times[0]!).toBeGreaterThan((mails - 1) * 200 - 250);
  expect(await owner('process_events').where({ event: 'fault' })).toEqual([]);
  expect(
    await owner('processes').where({ waiting_for: null, fault_count: 0, needs_person: false }),
  ).toHaveLength(mails);
});
