import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '#models/database/knex.ts';
import { createTestDatabase } from '../testing/database.ts';
import { changeRole, createAccount, resetPassword } from './accounts.ts';

async function ownerOfNewDatabase() {
  const database = await createTestDatabase();
  const owner = openDatabase(database.ownerUrl);
  onTestFinished(async () => {
    await owner.destroy();
    await database.drop();
  });
  return owner;
}

const account = { email: 'ada@example.com', name: 'Ada', role: 'student', organisation: 'demo' } as const;

test('npm run user makes a verified account, changes its role and leaves an audit trail', async () => {
  const owner = await ownerOfNewDatabase();
  const { password } = await createAccount(owner, account);
  expect(password.length).toBeGreaterThanOrEqual(16);
  const user = await owner('users').where({ email: account.email }).first();
  expect(user.email_verified_at).not.toBeNull();
  expect(await changeRole(owner, account.email, 'trainer')).toEqual({ organisations: ['demo'] });
  expect(await owner('memberships').pluck('role')).toEqual(['trainer']);
  expect(await owner('audit_entries').orderBy('id').pluck('action')).toEqual([
    'user.created',
    'user.role_changed',
  ]);
});

test('npm run user refuses a second account for an address, and an organisation that is not there', async () => {
  const owner = await ownerOfNewDatabase();
  await createAccount(owner, account);
  await expect(createAccount(owner, account)).rejects.toThrow('already is an account');
  await expect(
    createAccount(owner, { ...account, email: 'bo@example.com', organisation: 'elsewhere' }),
  ).rejects.toThrow('There are: demo');
  await expect(resetPassword(owner, 'nobody@example.com')).rejects.toThrow('no account');
});

test('a reset sets another password and ends the sessions', async () => {
  const owner = await ownerOfNewDatabase();
  await createAccount(owner, account);
  const before = await owner('users').where({ email: account.email }).first();
  const organisation = await owner('organisations').first();
  await owner('sessions').insert({
    user_id: before.id,
    organisation_id: organisation.id,
    expires_at: '2100-01-01',
  });
  await resetPassword(owner, account.email, 'a fine new one');
  const after = await owner('users').where({ email: account.email }).first();
  expect(after.password_hash).not.toBe(before.password_hash);
  expect(await owner('sessions').whereNull('revoked_at')).toEqual([]);
});
