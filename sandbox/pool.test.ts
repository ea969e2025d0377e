import { expect, test } from 'vitest';
import { waitFor } from '#dev/processes/wait-for.ts';
import type { ContainerEnd, RunningContainer } from './container.ts';
import { createPool } from './pool.ts';

/** Containers that are started and ended by the test. */
function starts(): {
  start: () => Promise<RunningContainer>;
  begun: PromiseWithResolvers<void>[];
  end: (id: string) => void;
  destroyed: string[];
} {
  const begun: PromiseWithResolvers<void>[] = [];
  const ends = new Map<string, () => void>();
  const destroyed: string[] = [];
  return {
    begun,
    destroyed,
    end: (id) => ends.get(id)?.(),
    start: async () => {
      const id = `${begun.length}`;
      const ready = Promise.withResolvers<void>();
      begun.push(ready);
      await ready.promise;
      const ended = Promise.withResolvers<ContainerEnd & { trouble: string }>();
      ends.set(id, () => ended.resolve({ told: true, statusCode: 0, trouble: '' }));
      return {
        id,
        send: () => undefined,
        pause: () => undefined,
        resume: () => undefined,
        listen: () => undefined,
        ended: ended.promise,
        destroy: async () => void destroyed.push(id),
      };
    },
  };
}

test('a pool starts so many ahead of need, and one for each that is taken', async () => {
  const { start, begun } = starts();
  const pool = createPool({ start, warm: 2, onTrouble: () => undefined });
  expect(begun).toHaveLength(2);
  begun.forEach((each) => each.resolve());
  expect((await pool.take()).id).toBe('0');
  await waitFor('The third container being started', () => begun.length === 3);
  expect((await pool.take()).id).toBe('1');
});

test('who waits gets the next that is ready, in order', async () => {
  const { start, begun } = starts();
  const pool = createPool({ start, warm: 0, onTrouble: () => undefined });
  const taken = [pool.take(), pool.take()];
  expect(begun).toHaveLength(2);
  begun[1]!.resolve();
  expect((await taken[0]!).id).toBe('1');
  begun[0]!.resolve();
  expect((await taken[1]!).id).toBe('0');
  expect(begun).toHaveLength(2);
});

test('a warm container that ends by itself is replaced and never handed out', async () => {
  const { start, begun, end } = starts();
  const pool = createPool({ start, warm: 1, onTrouble: () => undefined });
  begun[0]!.resolve();
  await waitFor('The first container being started', () => begun.length === 1);
  await new Promise((resolve) => setImmediate(resolve));
  end('0');
  await waitFor('The second container being started', () => begun.length === 2);
  begun[1]!.resolve();
  expect((await pool.take()).id).toBe('1');
});

test('a failed start is told to who waits for it, else reported, and tried again', async () => {
  const { start, begun } = starts();
  const trouble: unknown[] = [];
  const pool = createPool({ start, warm: 1, onTrouble: (error) => trouble.push(error) });
  begun[0]!.reject(new Error('refused'));
  await waitFor('The trouble being told', () => trouble.length === 1);
  await waitFor('The second container being started', () => begun.length === 2);
  const taken = pool.take();
  begun[1]!.reject(new Error('refused again'));
  await expect(taken).rejects.toThrow('refused again');
  expect(trouble).toHaveLength(1);
});

test('a closed pool ends what is ready and what was starting', async () => {
  const { start, begun, destroyed } = starts();
  const pool = createPool({ start, warm: 2, onTrouble: () => undefined });
  begun[0]!.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  const closing = pool.close();
  begun[1]!.resolve();
  await closing;
  expect(destroyed.sort()).toEqual(['0', '1']);
});

test('who still waits when a pool is closed is told of a passing fault, not of a mistake', async () => {
  const { start, begun } = starts();
  const pool = createPool({ start, warm: 0, onTrouble: () => undefined });
  const taken = pool.take();
  const closing = pool.close();
  await expect(taken).rejects.toMatchObject({ name: 'SandboxFault', code: 'host_fault' });
  begun[0]!.resolve();
  await closing;
});
