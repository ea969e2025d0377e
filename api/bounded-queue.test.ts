import { expect, test } from 'vitest';
import { boundedQueue } from './bounded-queue.ts';

test('so many run at a time, others wait in order, and who comes when too many wait is told to come again', async () => {
  const inTurn = boundedQueue({ atOnce: 1, queueLength: 1, busy: 'too_many_pictures' });
  const order: string[] = [];
  let finish = () => {};
  const first = inTurn(() =>
    new Promise<void>((resolve) => (finish = resolve)).then(() => void order.push('first')),
  );
  const second = inTurn(async () => void order.push('second'));
  await expect(inTurn(async () => void order.push('third'))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    reason: { code: 'too_many_pictures' },
    retryAfterSeconds: 5,
  });
  expect(order).toEqual([]);
  finish();
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
});

test('a failure makes room for the next', async () => {
  const inTurn = boundedQueue({ atOnce: 1, queueLength: 0, busy: 'too_many_pictures' });
  await expect(inTurn(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await inTurn(async () => 'done')).toBe('done');
});
