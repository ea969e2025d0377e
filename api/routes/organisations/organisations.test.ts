import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf, testPassword } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { mailedSecret } from '#api/testing/mailed-secret.ts';

let api: TestApp;
let admin: TestPerson;
let foreignAdmin: TestPerson;
beforeAll(async () => {
  api = await createTestApp();
  admin = await api.person('admin', { name: 'Ines' });
  foreignAdmin = await api.person('admin', { organisationId: api.other.id });
});
afterAll(() => api.close());

const send = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  person: { authorization: { authorization: string } } | null,
  payload: object = {},
) =>
  api.app.inject({ method, url, headers: person?.authorization ?? {}, ...(method !== 'GET' && { payload }) });
const invite = (email: string, role = 'trainer', by = admin) =>
  send('POST', '/api/organisations/invitations', by, { email, role });

test('ACC-6: an admin changes name, branding and modules of the own organisation, audited', async () => {
  const changed = await send('PUT', '/api/organisations/current', admin, {
    name: 'Demo school',
    primary_colour: '#336699',
    modules: { grading: true },
  });
  expect(dataOf(changed)).toMatchObject({
    slug: 'demo',
    name: 'Demo school',
    primary_colour: '#336699',
    modules: { grading: true },
  });
  const refused = async (colour: string) =>
    (await send('PUT', '/api/organisations/current', admin, { primary_colour: colour })).json().error;
  expect(await refused('red')).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { primary_colour: [expect.stringContaining('must be a #')] },
  });
  expect(await refused('#5CC5A4')).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: {
      primary_colour: [
        'is too faint to read: its contrast on the page is 1.9 : 1, and 5 : 1 is needed. Choose a darker one',
      ],
    },
  });
  expect(
    dataOf(await send('PUT', '/api/organisations/current', admin, { primary_colour: null })),
  ).toMatchObject({ primary_colour: null });
  expect(
    (await send('PUT', '/api/organisations/current', await api.person('trainer'), { name: 'x' })).statusCode,
  ).toBe(403);
  expect(dataOf(await send('GET', '/api/organisations/current', foreignAdmin))).toMatchObject({
    slug: 'other',
    name: 'Other',
  });
  expect((await api.owner('audit_entries').where({ action: 'organisation.updated' }))[0]).toMatchObject({
    before: { name: 'Demo' },
    after: { name: 'Demo school' },
  });
});

test('ACC-6: an invitation is mailed, shows what it offers, and makes a verified member with its role, once', async () => {
  expect((await invite('New.Trainer@example.com')).statusCode).toBe(201);
  const token = await mailedSecret(api, 'invitation', 'new.trainer@example.com');
  const url = `/api/organisations/invitations/${token}/accept`;
  expect(dataOf(await send('GET', url, null))).toMatchObject({
    email: 'new.trainer@example.com',
    role: 'trainer',
    has_account: false,
  });
  expect((await send('POST', url, null, { password: testPassword })).statusCode).toBe(400);
  const answers = await Promise.all(
    [1, 2].map(() => send('POST', url, null, { name: 'Nora', password: testPassword })),
  );
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([
    200,
    expect.toSatisfy((status) => status === 409 || status === 410),
  ]);
  const joined = answers.find((answer) => answer.statusCode === 200)!;
  expect(dataOf(joined)).toMatchObject({
    user: { role: 'trainer', email_verified: true, organisation_id: api.demo.id },
  });
  expect((await send('GET', url, null)).json().error.code).toBe('GONE');
  expect((await invite('new.trainer@example.com')).statusCode).toBe(409);
});

test('ACC-6: an invitation can be withdrawn and expires after a week', async () => {
  const { id } = dataOf<{ id: string }>(await invite('withdrawn@example.com'));
  const token = await mailedSecret(api, 'invitation', 'withdrawn@example.com');
  expect((await send('DELETE', `/api/organisations/invitations/${id}`, foreignAdmin)).statusCode).toBe(404);
  expect((await send('DELETE', `/api/organisations/invitations/${id}`, admin)).statusCode).toBe(200);
  expect((await send('GET', `/api/organisations/invitations/${token}/accept`, null)).statusCode).toBe(404);

  await invite('late@example.com');
  const late = await mailedSecret(api, 'invitation', 'late@example.com');
  await api
    .owner('invitations')
    .where({ email: 'late@example.com' })
    .update({ expires_at: new Date(Date.now() - 1000) });
  expect(
    (
      await send('POST', `/api/organisations/invitations/${late}/accept`, null, {
        name: 'Late',
        password: testPassword,
      })
    ).statusCode,
  ).toBe(410);
});

test('ACC-6: a person belongs to two organisations with a role in each, and switches', async () => {
  const student = await api.person('student', { password: true });
  await invite(student.email, 'trainer', foreignAdmin);
  const token = await mailedSecret(api, 'invitation', student.email);
  const url = `/api/organisations/invitations/${token}/accept`;
  expect((await send('POST', url, null, { password: 'not my password' })).statusCode).toBe(401);
  expect(dataOf(await send('POST', url, null, { password: testPassword }))).toMatchObject({
    user: { id: student.id, role: 'trainer', organisation_id: api.other.id },
  });
  expect(dataOf(await send('GET', '/api/organisations', student))).toMatchObject([
    { slug: 'demo', role: 'student', current: true },
    { slug: 'other', role: 'trainer', current: false },
  ]);
  const switched = dataOf<{ access: string }>(
    await send('POST', '/api/organisations/switch', student, { organisation: 'other' }),
  );
  const there = { authorization: { authorization: `Bearer ${switched.access}` } };
  expect(dataOf(await send('GET', '/api/users/profile', there))).toMatchObject({
    role: 'trainer',
    organisation: { slug: 'other' },
  });
  expect((await send('GET', '/api/users/profile', student)).statusCode).toBe(401);
  expect(
    (await send('POST', '/api/organisations/switch', there, { organisation: 'nowhere' })).statusCode,
  ).toBe(404);
});

test('ACC-12: admins read the audit log of their own organisation, newest first, filtered, cursor by cursor', async () => {
  type Log = {
    next: string | null;
    results: { id: string; action: string; actor: { name: string } | null }[];
  };
  const first = dataOf<Log>(await send('GET', '/api/audit?page_size=2&action=invitation.', admin));
  expect(first.results).toHaveLength(2);
  const second = dataOf<Log>(await send('GET', first.next!.replace(api.config.apiUrl, ''), admin));
  const ids = [...first.results, ...second.results].map(({ id }) => id);
  expect(ids).toEqual([...ids].sort().reverse());
  expect(new Set(ids).size).toBe(ids.length);
  expect([...first.results, ...second.results].every(({ action }) => action.startsWith('invitation.'))).toBe(
    true,
  );
  const foreign = dataOf<Log>(await send('GET', '/api/audit', foreignAdmin));
  expect(foreign.results.some(({ id }) => ids.includes(id))).toBe(false);
  expect(
    dataOf<Log>(await send('GET', `/api/audit?actor=${admin.id}`, admin)).results.every(
      ({ actor }) => actor?.name === 'Ines',
    ),
  ).toBe(true);
});

test('M3: another role withdraws open invitations, which would give the old one back', async () => {
  const member = await api.person('trainer', { password: true });
  const secret = 'the-secret-of-an-invitation-before-the-change';
  await api.owner('invitations').insert({
    organisation_id: api.demo.id,
    email: member.email,
    role: 'trainer',
    token_hash: createHash('sha256').update(secret).digest(),
    invited_by: admin.id,
    expires_at: new Date(Date.now() + 86_400_000),
  });
  expect((await send('PUT', `/api/users/${member.id}`, admin, { role: 'student' })).statusCode).toBe(200);
  const accepted = await send('POST', `/api/organisations/invitations/${secret}/accept`, null, {
    password: testPassword,
  });
  expect(accepted.statusCode).toBe(404);
  expect(await api.owner('memberships').where({ user_id: member.id })).toMatchObject([{ role: 'student' }]);
});

test('M3: deactivating withdraws open invitations, and accepting one never ends a deactivation', async () => {
  const member = await api.person('student', { password: true });
  await api
    .owner('memberships')
    .insert({ organisation_id: api.other.id, user_id: member.id, role: 'student' });
  const accept = (token: string) =>
    send('POST', `/api/organisations/invitations/${token}/accept`, null, { password: testPassword });
  const invited = async (hash: string) => {
    const secret = `${hash}-secret-of-an-older-invitation`;
    await api.owner('invitations').insert({
      organisation_id: api.demo.id,
      email: member.email,
      role: 'trainer',
      token_hash: createHash('sha256').update(secret).digest(),
      invited_by: admin.id,
      expires_at: new Date(Date.now() + 86_400_000),
    });
    return secret;
  };
  const before = await invited('first');
  expect((await send('POST', `/api/users/${member.id}/deactivate`, admin)).statusCode).toBe(200);
  expect((await accept(before)).statusCode).toBe(404);
  const after = await invited('second');
  expect((await accept(after)).statusCode).toBe(403);
  const [membership] = await api
    .owner('memberships')
    .where({ organisation_id: api.demo.id, user_id: member.id });
  expect(membership).toMatchObject({ role: 'student', status: 'deactivated' });
});
