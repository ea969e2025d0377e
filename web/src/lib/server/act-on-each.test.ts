import { expect, test } from 'vitest';
import { actOnEach } from './act-on-each.ts';
import { ApiFailure } from './api-failure.ts';

test('each row has its own outcome, in order: a refusal keeps nobody else from theirs', async () => {
  const done: string[] = [];
  const outcomes = await actOnEach(['a', 'b', 'c', 'a'], (row) => {
    if (row === 'b') throw new ApiFailure(409, { code: 'CONFLICT' });
    done.push(row);
    return Promise.resolve(row === 'c' ? 'already' : null);
  });
  expect(outcomes).toEqual([
    { row: 'a', failed: null },
    { row: 'b', failed: 'CONFLICT' },
    { row: 'c', failed: 'already' },
  ]);
  // Named twice, done once.
  expect(done).toEqual(['a', 'c']);
});

test('four are under way at most', async () => {
  let underWay = 0;
  let most = 0;
  await actOnEach(
    Array.from({ length: 20 }, (_, index) => String(index)),
    async () => {
      most = Math.max(most, (underWay += 1));
      await Promise.resolve();
      underWay -= 1;
      return null;
    },
  );
  expect(most).toBe(4);
});

test('a fault of ours is no outcome of a row', async () => {
  await expect(actOnEach(['a'], () => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
});
