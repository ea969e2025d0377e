import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from '#models/database/knex.ts';
import type { Knex } from 'knex';
import { createLockOut } from './lock-out.ts';

let database: TestDatabase;
let application: Knex;
beforeAll(async () => {
  database = await createTestDatabase();
  application = openDatabase(database.applicationUrl, { maximum: 4 });
});
afterAll(async () => {
  await application.destroy();
  await database.drop();
});

const secret = 'a secret of these tests';

test('ACC-11: whose sign-ins failed, and from where, stands nowhere in the clear', async () => {
  const settings = { accountFailures: 3, addressFailures: 100, minutes: 15, secret };
  const lockOut = createLockOut(application, settings);
  const keys = lockOut.keysOf('Nobody@Example.com', '192.0.2.77');
  await lockOut.recordFailure(keys);
  const stored = await application('sign_in_failures')
    .whereIn('key', Object.values(keys))
    .pluck<string[]>('key');
  expect(stored.sort()).toEqual([
    expect.stringMatching(/^account:[0-9a-f]{64}$/),
    expect.stringMatching(/^address:[0-9a-f]{64}$/),
  ]);
  // Whoever has no secret cannot find an address by trying all of them.
  const guessed = createLockOut(application, { ...settings, secret: 'another' }).keysOf('', '192.0.2.77');
  expect(stored).not.toContain(guessed.address);
  expect(stored).not.toContain(`address:${createHash('sha256').update('192.0.2.77').digest('hex')}`);
});

test('ACC-11: a right guess that was under way while others locked the account is refused like a wrong one', async () => {
  const lockOut = createLockOut(application, {
    accountFailures: 3,
    addressFailures: 100,
    minutes: 15,
    secret,
  });
  const keys = lockOut.keysOf('Someone@Example.com', '192.0.2.1');
  await lockOut.refuseIfLocked(keys);
  for (let failure = 0; failure < 3; failure++) await lockOut.recordFailure(keys);
  const refused = { code: 'RATE_LIMITED', retryAfterSeconds: expect.closeTo(900, -2) };
  await expect(lockOut.recordSuccess(keys)).rejects.toMatchObject(refused);
  await expect(lockOut.recordFailure(keys)).rejects.toMatchObject(refused);
  await expect(
    lockOut.refuseIfLocked(lockOut.keysOf('someone@example.com', '192.0.2.2')),
  ).rejects.toMatchObject(refused);
  await lockOut.forget('someone@example.com');
  await expect(lockOut.refuseIfLocked(keys)).resolves.toBeUndefined();
});
