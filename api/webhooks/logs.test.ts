import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '#dev/processes/free-port.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { createTestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from '#models/database/knex.ts';
import { post, stripeBody, stripeWebhook, webhookSettings } from '../testing/webhooks.ts';

test('B5: whatever becomes of a webhook, the log holds nothing of its body, its signature or our secret', async () => {
  const database = await createTestDatabase();
  const owner = openDatabase(database.ownerUrl, { maximum: 1 });
  const port = await freePort();
  const secrets = { JWT_SECRET: 'a1b2c3d4'.repeat(5), FORWARD_SECRET: 'e5f6a7b8'.repeat(5) };
  const api = spawn(process.execPath, [path.join(import.meta.dirname, '../server.ts')], {
    env: {
      ...{ PATH: process.env.PATH, DATABASE_URL: database.applicationUrl, API_PORT: String(port) },
      ...{ TEMPORAL_ADDRESS: '127.0.0.1:1', WAYMARK_MODE: 'test', LOG_LEVEL: 'trace' },
      ...secrets,
      ...webhookSettings,
    },
  });
  onTestFinished(async () => {
    api.kill('SIGKILL');
    await owner.destroy();
    await database.drop();
  });
  let output = '';
  for (const stream of [api.stdout, api.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const base = `http://127.0.0.1:${port}`;
  await waitFor('The API listening', async () => (await fetch(`${base}/health/live`)).ok);
  const object = { client_secret: 'pi_1_not_for_logs' };
  const sent = [
    [200, stripeWebhook({ object })],
    [401, stripeWebhook({ object }, { secret: 'another' })],
    [401, stripeWebhook({ object }, { timestamp: 1 })],
    [400, stripeBody('{ pi_1_not_for_logs')],
    [400, stripeBody('{ "id": "pi_1_not_for_logs" }')],
    [413, stripeWebhook({ object: { ...object, note: 'x'.repeat(1_000_000) } })],
  ] as const;
  for (const [status, webhook] of sent) expect((await post(base, webhook)).status).toBe(status);
  // What PostgreSQL says of a row that it refuses names all that is in it.
  await owner.raw(`alter table webhook_events add check (type <> 'pi_1_not_for_logs') not valid`);
  expect((await post(base, stripeWebhook({ type: 'pi_1_not_for_logs', object }))).status).toBe(500);
  await waitFor('The line of the last answer', () => output.includes('"status":500'));
  expect(output).toContain('violates check constraint');
  for (const secret of ['not_for_logs', 'v1=', ...Object.values(webhookSettings)])
    expect(output).not.toContain(secret);
});
