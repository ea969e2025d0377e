import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(async () => {
  await api.close();
});

for (const address of ['/api/docs', '/api/docs/']) {
  test(`OPS-6: ${address} is a page whose own files are found`, async () => {
    const page = await api.app.inject(address);
    expect(page.statusCode).toBe(200);
    const script = /src="([^"]*swagger-ui-bundle\.js)"/.exec(page.body)?.[1] ?? '';
    const found = await api.app.inject(new URL(script, `http://localhost${address}`).pathname);
    expect(found.statusCode, script).toBe(200);
  });
}

test('L10: what has a default is not required in the contract', async () => {
  type Operation = {
    parameters?: { name: string; required?: boolean; schema: object }[];
    requestBody?: { content: Record<string, { schema: { required?: string[] } }> };
  };
  const { paths } = (await api.app.inject('/api/docs/json')).json<{ paths: Record<string, Record<string, Operation>> }>();
  const defaulted = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap(({ parameters = [] }) => parameters)
    .filter(({ schema }) => 'default' in schema);
  expect(defaulted.length).toBeGreaterThan(10);
  expect(defaulted.filter(({ required }) => required)).toEqual([]);
  const registration = paths['/api/auth/register']!.post!.requestBody!.content['application/json']!.schema;
  expect(registration.required).toEqual(['email', 'password', 'name']);
});
