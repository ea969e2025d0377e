import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { idempotently } from './idempotency.ts';
import { createTestApp } from './testing/app.ts';
import type { TestApp, TestPerson } from './testing/app.ts';

let api: TestApp;
let person: TestPerson;
let runs = 0;
beforeAll(async () => {
  api = await createTestApp();
  person = await api.person('student');
});
afterAll(() => api.close());

const requestOf = (key: string | undefined, body: object, userId = person.id) =>
  ({
    headers: key === undefined ? {} : { 'idempotency-key': key },
    method: 'POST',
    url: '/api/things',
    body,
    viewer: { userId },
  }) as unknown as FastifyRequest;
const start = (request: FastifyRequest, fault?: Error) =>
  inOrganisation(api.app.database, person.organisationId, (trx) =>
    idempotently(request, trx, async () => {
      runs += 1;
      if (fault) throw fault;
      return { status: 202, body: { run: runs }, location: `/api/things/${runs}` };
    }),
  );

test('the same key and body get the same answer, also at the same moment, and the work is done once', async () => {
  runs = 0;
  const answers = await Promise.all([1, 2, 3].map(() => start(requestOf('one', { a: 1 }))));
  for (const answer of answers)
    expect(answer).toEqual({ status: 202, body: { run: 1 }, location: '/api/things/1' });
  expect(runs).toBe(1);
});

test('the same key with another body is refused', async () => {
  await start(requestOf('two', { a: 1 }));
  await expect(start(requestOf('two', { a: 2 }))).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('a key is a person’s own; without one the work is done each time; what failed may be tried again', async () => {
  runs = 0;
  const other = await api.person('student');
  await start(requestOf('three', {}));
  await start(requestOf('three', {}, other.id));
  await start(requestOf(undefined, {}));
  await start(requestOf(undefined, {}));
  expect(runs).toBe(4);
  await expect(start(requestOf('four', {}), new Error('broken'))).rejects.toThrow('broken');
  expect((await start(requestOf('four', {}))).status).toBe(202);
  await expect(start(requestOf('x'.repeat(201), {}))).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
});
