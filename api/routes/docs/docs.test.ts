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
