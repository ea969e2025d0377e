import { afterEach, expect, test, vi } from 'vitest';
import { follow, type followAs } from './shared-stream.ts';

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

/** Locks that are given away when the test says, as a busy browser takes its time; Node's own, where it has any, come at once. */
const slowLocks = () => {
  const held: { name: string }[] = [];
  const asked: { name: string; grant: () => void }[] = [];
  let looks = 0;
  return {
    query: () => ((looks += 1), Promise.resolve({ held })),
    /** How often somebody looked which are held. */
    looks: () => looks,
    request: (name: string, _options: object, granted: () => Promise<void>) =>
      new Promise<void>((ended) => {
        asked.push({ name, grant: () => (held.push({ name }), void granted().then(ended)) });
      }),
    /** Gives away the locks that were asked for longest ago. */
    grant: (count: number) => asked.splice(0, count).forEach((lock) => lock.grant()),
  };
};

/** Another tab of the same browser. */
const openTab = async (): Promise<{ follow: typeof follow; followAs: typeof followAs }> => {
  vi.resetModules();
  return import('./shared-stream.ts');
};

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

test('GRD-7: a tab is told of what it follows, however late the browser gives it the lock that says that it lives', async () => {
  const locks = slowLocks();
  vi.stubGlobal('navigator', { locks });
  const [one, other] = [await openTab(), await openTab()];
  const leave = [one.follow('notifications', () => undefined)];
  // The first tab's, and the one of whoever leads.
  locks.grant(2);
  await expect.poll(open).toEqual([['notifications']]);
  const looks = locks.looks();
  leave.push(other.follow('run:10', () => undefined));
  // The leader has heard of it, and saw no lock of its tab.
  await expect.poll(locks.looks).toBeGreaterThan(looks);
  locks.grant(1);
  await expect.poll(open).toEqual([['notifications', 'run:10']]);
  for (const each of leave) each();
});

test('B5: what somebody else left open is followed apart, so that a refusal of it silences nobody', async () => {
  vi.stubGlobal('navigator', {});
  const { follow: followIn, followAs: readAs } = await openTab();
  readAs('one');
  const leave = [followIn('submissions:one', () => undefined)];
  readAs('other');
  leave.push(followIn('submissions:other', () => undefined));
  await expect.poll(open).toEqual([['submissions:one'], ['submissions:other']]);
  for (const each of leave) each();
});
