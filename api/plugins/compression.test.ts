import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp } from '#api/testing/app.ts';
import type { TestApp } from '#api/testing/app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const read = (url: string, encoding?: string) =>
  api.app.inject({ url, headers: encoding ? { 'accept-encoding': encoding } : {} });

test.each([
  ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
])('OPS-12: who takes %s gets more than 1 KB as %s', async (accepted, encoding, decompress) => {
  const plain = await read('/api/docs/json');
  const compressed = await read('/api/docs/json', accepted);
  expect(compressed.headers).toMatchObject({
    'content-encoding': encoding,
    vary: expect.stringMatching(/accept-encoding/i) as string,
  });
  expect(decompress(compressed.rawPayload).toString()).toBe(plain.body);
  expect(compressed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 4);
});

test('OPS-12: a short answer, and who takes no encoding, is left as it is', async () => {
  expect((await read('/api/curriculum/categories', 'br')).headers['content-encoding']).toBeUndefined();
  expect((await read('/api/docs/json')).headers['content-encoding']).toBeUndefined();
});

test('what is sent compressed is not unpacked: a few bytes could become as many as one likes', async () => {
  const bomb = gzipSync(Buffer.from(JSON.stringify({ email: 'a'.repeat(10_000_000) })));
  const response = await api.app.inject({
    method: 'POST',
    url: '/api/auth/login',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    payload: bomb,
  });
  expect(response.statusCode).toBe(400);
});
