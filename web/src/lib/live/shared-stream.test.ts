import { afterEach, expect, test, vi } from 'vitest';
import { follow } from './shared-stream.ts';

/** What the browser would open; Node has no EventSource. */
const opened: { topics: string[]; closed: boolean }[] = [];
class StillSource {
  static readonly CLOSED = 2;
  readonly #stream;
  constructor(address: string) {
    const topics = new URL(address, 'http://site').searchParams.get('topics')!.split(',');
    this.#stream = { topics, closed: false };
    opened.push(this.#stream);
  }
  addEventListener(): void {
    // Nothing comes.
  }
  close(): void {
    this.#stream.closed = true;
  }
}
vi.stubGlobal('EventSource', StillSource);
afterEach(() => void (opened.length = 0));

const open = () => opened.filter(({ closed }) => !closed).map(({ topics }) => topics);

test('GRD-7: as many streams are opened as the followed rows need, the bell first, and closed when nothing is followed', async () => {
  const submissions = Array.from({ length: 45 }, (_, index) => `submission:${10 + index}`);
  const leave = [...submissions, 'notifications'].map((topic) => follow(topic, () => undefined));
  await expect.poll(() => open().flat().length).toBe(46);
  expect(open().map((topics) => topics.length)).toEqual([20, 20, 6]);
  expect(open()[0]![0]).toBe('notifications');
  for (const one of leave) one();
  await expect.poll(open).toEqual([]);
});

test('GRD-7: what lies past the last stream keeps nobody else from being told', async () => {
  const topics = Array.from({ length: 70 }, (_, index) => `run:${10 + index}`);
  const leave = topics.map((topic) => follow(topic, () => undefined));
  await expect.poll(() => open().flat().length).toBe(60);
  for (const one of leave) one();
  await expect.poll(open).toEqual([]);
});
