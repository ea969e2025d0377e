import type { FastifyBaseLogger } from 'fastify';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { topicStream } from './topic-stream.ts';
import type { StreamOptions } from './topic-stream.ts';
import type { TopicState } from './topics.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A stream of one submission whose text a test changes; `row` is how it is at each moment. */
function streamOf(characters: number, options: Partial<StreamOptions> = {}) {
  const row = { revision: 0, final: false };
  const state = (): TopicState => ({
    data: { text: String(row.revision).padStart(characters, '.') },
    revision: row.revision,
    final: row.final,
    queued: false,
  });
  let tell: () => void = () => undefined;
  const stream = topicStream({
    topics: [{ kind: 'submission', id: '1', heardAs: ['submission:1'] }],
    states: [state()],
    read: async () => [state()],
    watch: (changed) => ((tell = () => changed('submission:1')), () => undefined),
    stillStands: async () => true,
    lastEventId: undefined,
    log: { warn: vi.fn() } as unknown as FastifyBaseLogger,
    ...options,
  });
  return {
    stream,
    row,
    /** Changes the row, and lets 200 ms pass: as often as a grading tells how far it is. */
    change: async (changes: Partial<typeof row> = {}) => {
      Object.assign(row, { revision: row.revision + 1 }, changes);
      tell();
      await vi.advanceTimersByTimeAsync(200);
    },
    /** All events that a reader gets from now on, as they come: their ids and kinds. */
    follow: () => {
      const chunks: string[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
      return () => chunks.join('').match(/^id: .*\nevent: .*$/gm) ?? [];
    },
  };
}

test('A21: for a reader that does not read, no more than 256 KB and one event are kept, and then it gets how things are', async () => {
  const { stream, change, follow, row } = streamOf(60_000);
  for (let count = 0; count < 30; count += 1) await change();
  expect(stream.readableLength).toBeLessThan(256 * 1024 + 61_000);
  const events = follow();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(events().at(-1)).toBe(`id: ${row.revision}\nevent: submission`);
  stream.destroy();
});

test('A21: a large submission is told once a second at most while it is graded, and its end all the same', async () => {
  const { stream, change, follow } = streamOf(100_000);
  const events = follow();
  for (let count = 0; count < 20; count += 1) await change();
  // 4 s: the first, then one in each second or a little less.
  expect(events().length).toBeGreaterThanOrEqual(3);
  expect(events().length).toBeLessThanOrEqual(5);
  await change({ final: true });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(events().at(-1)).toMatch(/event: end$/);
  expect(stream.readableEnded).toBe(true);
});

test('a small submission is told at once, five times a second', async () => {
  const { stream, change, follow } = streamOf(1_000);
  const events = follow();
  for (let count = 0; count < 20; count += 1) await change();
  expect(events().length).toBe(21);
  stream.destroy();
});

test('M1: nothing is told after the session has ended, not even to a reader that comes late', async () => {
  const session = { stands: true };
  const { stream, change, follow, row } = streamOf(1_000, { stillStands: async () => session.stands });
  // The first reading is over by then.
  await vi.advanceTimersByTimeAsync(0);
  session.stands = false;
  await change();
  const events = follow();
  await vi.advanceTimersByTimeAsync(100);
  expect(row.revision).toBe(1);
  expect(events()).toEqual(['id: 0\nevent: submission']);
  expect(stream.readableEnded).toBe(true);
});
