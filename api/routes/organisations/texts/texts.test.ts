import { afterAll, beforeAll, expect, test } from 'vitest';
import { maxOrganisationTextLength, organisationTextKinds } from '#domain/accounts/organisation-texts.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';

let api: TestApp;
let admin: TestPerson;
let second: TestPerson;
let foreign: TestPerson;
beforeAll(async () => {
  api = await createTestApp();
  admin = await api.person('admin', { name: 'Ines' });
  second = await api.person('admin', { name: 'Otto' });
  foreign = await api.person('admin', { organisationId: api.other.id });
});
afterAll(() => api.close());

const read = (kind: string, language = 'en', person: TestPerson | null = null) =>
  api.app.inject({
    url: `/api/organisations/texts/${kind}?language=${language}`,
    headers: person?.authorization ?? {},
  });
const write = (
  of: { kind?: string; language?: string; body: string | null; revision: number },
  person = admin,
) =>
  api.app.inject({
    method: 'PUT',
    url: `/api/organisations/current/texts/${of.kind ?? 'terms'}/${of.language ?? 'en'}`,
    headers: person.authorization,
    payload: { body: of.body, revision: of.revision },
  });

test.each(organisationTextKinds)(
  '%s: what an organisation did not write is told as not there',
  async (kind) => {
    const answer = await read(kind);
    expect(dataOf(answer)).toEqual({
      kind,
      language: null,
      body: null,
      organisation: { name: 'Demo', postal_address: null, contact_email: null },
    });
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, no-cache',
      etag: expect.any(String) as string,
    });
  },
);

test('a reader gets the text in their language, else in English, else in the first it was written in', async () => {
  const told = async (language: string) => {
    const { body, language: written } = dataOf<{ body: string | null; language: string | null }>(
      await read('contact', language),
    );
    return [written, body];
  };
  await write({ kind: 'contact', language: 'de', body: 'Wir sind da.', revision: 0 });
  await expect.poll(() => told('ar')).toEqual(['de', 'Wir sind da.']);
  await write({ kind: 'contact', language: 'en', body: 'We are there.', revision: 0 });
  await expect.poll(() => told('ar')).toEqual(['en', 'We are there.']);
  expect(await told('de')).toEqual(['de', 'Wir sind da.']);
});

test('what visitors are told changes at once, in every process, also when name or address change', async () => {
  const sibling = await api.sibling();
  const seen = async () => {
    const { data } = (await sibling.inject({ url: '/api/organisations/texts/imprint' })).json<{
      data: { organisation: { postal_address: string | null; contact_email: string | null } };
    }>();
    return [data.organisation.postal_address, data.organisation.contact_email];
  };
  expect(await seen()).toEqual([null, null]);
  const changed = await api.app.inject({
    method: 'PUT',
    url: '/api/organisations/current',
    headers: admin.authorization,
    payload: { postal_address: 'Trail Street 1\n12345 Berlin', contact_email: 'hello@example.com' },
  });
  expect(dataOf(changed)).toMatchObject({ contact_email: 'hello@example.com' });
  await expect.poll(seen).toEqual(['Trail Street 1\n12345 Berlin', 'hello@example.com']);
  await sibling.close();
});

test('of two who write at once one is told, and no text is lost unseen', async () => {
  const answers = await Promise.all([
    write({ body: 'Of Ines.', revision: 0 }),
    write({ body: 'Of Otto.', revision: 0 }, second),
  ]);
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  const late = await Promise.all([
    write({ body: 'Of Ines, again.', revision: 1 }),
    write({ body: 'Of Otto, again.', revision: 1 }, second),
  ]);
  expect(late.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  expect(late.find(({ statusCode }) => statusCode === 409)!.json().error.code).toBe('CONFLICT');
});

test('a text that is taken back goes on counting, so that who saw it before is told', async () => {
  await write({ kind: 'families', body: 'Ours.', revision: 0 });
  expect(dataOf(await write({ kind: 'families', body: null, revision: 1 }))).toEqual({ revision: 2 });
  expect(dataOf(await read('families', 'en', admin))).toMatchObject({ language: null, body: null });
  expect((await write({ kind: 'families', body: 'Late.', revision: 1 })).statusCode).toBe(409);
  expect((await write({ kind: 'families', body: 'Late.', revision: 0 })).statusCode).toBe(409);
  expect((await write({ kind: 'families', body: 'Ours again.', revision: 2 })).statusCode).toBe(200);
});

test('who writes is an admin of that organisation; each change is in the audit log, and the list names who made it', async () => {
  for (const role of ['student', 'trainer', 'parent'] as const)
    expect((await write({ body: 'Mine.', revision: 0 }, await api.person(role))).statusCode).toBe(403);
  await write({ kind: 'privacy', body: 'Foreign.', revision: 0 }, foreign);
  expect(dataOf(await read('privacy'))).toMatchObject({ body: null });
  expect(dataOf(await read('privacy', 'en', foreign))).toMatchObject({ body: 'Foreign.' });

  await write({ kind: 'privacy', language: 'ar', body: 'نص', revision: 0 });
  const list = dataOf<{ kind: string; language: string }[]>(
    await api.app.inject({ url: '/api/organisations/current/texts', headers: admin.authorization }),
  );
  expect(list).toContainEqual(
    expect.objectContaining({
      kind: 'privacy',
      language: 'ar',
      body: 'نص',
      revision: 1,
      updated_by: { id: admin.id, name: 'Ines' },
    }),
  );
  expect(list).not.toContainEqual(expect.objectContaining({ body: 'Foreign.' }));
  const [entry] = await api
    .owner('audit_entries')
    .where({ action: 'organisation.text_updated', organisation_id: api.demo.id })
    .orderBy('created_at', 'desc');
  expect(entry).toMatchObject({
    actor_id: admin.id,
    subject_id: api.demo.id,
    before: null,
    after: { text: 'privacy ar', revision: 1, characters: 2 },
  });
});

test('a text has an end, and is none when it is blank', async () => {
  const refused = async (body: string) =>
    (await write({ kind: 'imprint', body, revision: 0 })).json<{ error: { code: string } }>().error.code;
  expect(await refused('x'.repeat(maxOrganisationTextLength + 1))).toBe('VALIDATION_ERROR');
  expect(await refused(' \n')).toBe('VALIDATION_ERROR');
  expect(
    (await write({ kind: 'imprint', body: 'x'.repeat(maxOrganisationTextLength), revision: 0 })).statusCode,
  ).toBe(200);
  expect((await read('cookies')).statusCode).toBe(400);
});

test('a text in a language that the site is not written in is refused: it would be read by everybody as a last resort', async () => {
  for (const language of ['xx', 'fr', 'xx-evil', 'de-AT'])
    expect((await write({ kind: 'terms', language, body: 'Ours.', revision: 0 })).statusCode).toBe(400);
  const blank = await write({ kind: 'terms', body: ' \n', revision: 0 });
  expect(blank.json().error.reasons).toEqual({ body: [{ code: 'required', parameters: {} }] });
});
