import { expect, test } from 'vitest';
import { createCatalogueCache } from './catalogue-cache.ts';

test('two that ask at once share one reading, and it is kept', async () => {
  const cache = createCatalogueCache();
  let readings = 0;
  const read = () => cache.read('courses', async () => (readings += 1));
  expect(await Promise.all([read(), read()])).toEqual([1, 1]);
  expect(await read()).toBe(1);
  expect(await cache.read('another', async () => 'other')).toBe('other');
});

test('what was being read when something was written is not kept', async () => {
  const cache = createCatalogueCache();
  const before = Promise.withResolvers<string>();
  const asked = cache.read('courses', () => before.promise);
  cache.forget();
  expect(await cache.read('courses', async () => 'after')).toBe('after');
  before.resolve('before');
  expect(await asked).toBe('before');
  expect(await cache.read('courses', async () => 'read again')).toBe('after');
});

test('a failure is not kept, nor what is older than a minute', async () => {
  let now = 0;
  const cache = createCatalogueCache(() => now);
  await expect(cache.read('courses', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await cache.read('courses', async () => 'first')).toBe('first');
  now = 59_999;
  expect(await cache.read('courses', async () => 'second')).toBe('first');
  now = 60_000;
  expect(await cache.read('courses', async () => 'second')).toBe('second');
});

test('however many pages are asked for, at most two hundred are kept, and the one in use stays', async () => {
  const cache = createCatalogueCache();
  await cache.read('in use', async () => 'kept');
  for (let page = 0; page < 300; page += 1) {
    await cache.read(`page ${page}`, async () => page);
    await cache.read('in use', async () => 'read again');
  }
  expect(await cache.read('in use', async () => 'read again')).toBe('kept');
  expect(await cache.read('page 0', async () => 'read again')).toBe('read again');
  expect(await cache.read('page 299', async () => 'read again')).toBe(299);
});
