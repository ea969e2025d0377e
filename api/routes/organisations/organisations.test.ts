import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
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

test('ACC-6: who joins with a new account brings time zone and language; an account that is there keeps its own', async () => {
  const email = 'invited.from.berlin@example.com';
  const placeOf = () => api.owner('users').where({ email }).first('time_zone', 'language');
  const accept = async (place: object, mailsBefore = 0) => {
    const token = await mailedSecret(api, 'invitation', email, mailsBefore);
    return send('POST', `/api/organisations/invitations/${token}/accept`, null, {
      name: 'Bruno',
      password: testPassword,
      ...place,
    });
  };
  await invite(email);
  const refused = await accept({ time_zone: 'Europe/Nowhere' });
  expect(Object.keys(refused.json().error.details)).toEqual(['time_zone']);
  expect((await accept({ time_zone: 'Europe/Berlin', language: 'de' })).statusCode).toBe(200);
  expect(await placeOf()).toEqual({ time_zone: 'Europe/Berlin', language: 'de' });

  await invite(email, 'trainer', foreignAdmin);
  expect((await accept({ time_zone: 'Asia/Tokyo', language: 'ar' }, 1)).statusCode).toBe(200);
  expect(await placeOf()).toEqual({ time_zone: 'Europe/Berlin', language: 'de' });
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

test('ACC-6: how long an invitation lives is told by the database’s clock, whatever that of an API process says', async () => {
  onTestFinished(() => void vi.useRealTimers());
  const clockIsOff = (days: number) => {
    vi.useRealTimers();
    vi.useFakeTimers({ now: Date.now() + days * 86_400_000, toFake: ['Date'] });
  };
  const email = 'punctual@example.com';
  clockIsOff(-30);
  expect((await invite(email)).statusCode).toBe(201);
  const row = () =>
    api
      .owner('invitations')
      .where({ email })
      .first(
        api.owner.raw(
          `extract(epoch from expires_at - created_at)::int as life, extract(epoch from now() - accepted_at)::float8 as age`,
        ),
      );
  expect(await row()).toEqual({ life: 7 * 86_400, age: null });
  const url = `/api/organisations/invitations/${await mailedSecret(api, 'invitation', email)}/accept`;
  clockIsOff(30);
  expect((await send('GET', url, null)).statusCode).toBe(200);
  clockIsOff(-30);
  await api
    .owner('invitations')
    .where({ email })
    .update({ expires_at: api.owner.raw(`now() - interval '1 second'`) });
  expect((await send('GET', url, null)).statusCode).toBe(410);
  await api
    .owner('invitations')
    .where({ email })
    .update({ expires_at: api.owner.raw(`now() + interval '1 hour'`) });
  expect((await send('POST', url, null, { name: 'Punctual', password: testPassword })).statusCode).toBe(200);
  const justNow = expect.toSatisfy((seconds: number) => seconds >= 0 && seconds < 60);
  expect(await row()).toMatchObject({ age: justNow });
  const verified = await api
    .owner('users')
    .where({ email })
    .first(api.owner.raw('extract(epoch from now() - email_verified_at)::float8 as age'));
  expect(verified).toEqual({ age: justNow });
});

test('ACC-6: an invitation whose time runs out while it is being accepted is not accepted', async () => {
  const email = 'slow@example.com';
  await invite(email);
  const url = `/api/organisations/invitations/${await mailedSecret(api, 'invitation', email)}/accept`;
  const runningOut = await api.owner.transaction();
  await runningOut('invitations')
    .where({ email })
    .update({ expires_at: api.owner.raw(`now() - interval '1 second'`) });
  const accepted = send('POST', url, null, { name: 'Slow', password: testPassword });
  await expect
    .poll(
      () =>
        api
          .owner('pg_stat_activity')
          .whereRaw(
            `datname = current_database() and wait_event_type = 'Lock' and query like '%"accepted_at"%'`,
          )
          .select('pid'),
      { timeout: 20_000 },
    )
    .toHaveLength(1);
  await runningOut.commit();
  expect((await accepted).json().error.code).toBe('GONE');
  expect(await api.owner('users').where({ email })).toEqual([]);
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
    results: { id: string; action: string; actor: { name: string } | null; subject_name: string | null }[];
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

test('D18: the audit log is searched by the person, whoever acted or suffered, and names what each act was about', async () => {
  type Log = { results: { id: string; actor: { name: string } | null; subject_name: string | null }[] };
  const search = async (query: string) =>
    dataOf<Log>(await send('GET', `/api/audit?page_size=100&${query}`, admin)).results;
  const found = await search('person=iNES');
  expect(found.length).toBeGreaterThan(1);
  expect(
    found.filter(
      ({ actor, subject_name: name }) => ![actor?.name, name].some((one) => one?.includes('Ines')),
    ),
  ).toEqual([]);
  const ids = found.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort().reverse());
  expect(await search('person=nobody-is-called-this')).toEqual([]);
  expect((await search('action=invitation.sent')).some(({ subject_name: name }) => name?.includes('@'))).toBe(
    true,
  );
  expect((await search('action=organisation.updated')).at(0)?.subject_name).toBeTruthy();
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
