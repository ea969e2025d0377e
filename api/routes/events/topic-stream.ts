import { Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import type { Topic, TopicState } from './topics.ts';

const commentMilliseconds = 15_000;
// The place in the queue changes without a change of the row; and what a lost notification would have told.
const rereadMilliseconds = 3_000;
// Changes that follow within this time are one event; a person waits for the last of them, so it is short.
const gatherMilliseconds = 15;
// Before an access token's end, so that a viewer who may no longer read is asked again.
const longestMilliseconds = 10 * 60_000;

export type StreamOptions = {
  topics: Topic[];
  /** As they are at the beginning, in the order of `topics`. */
  states: TopicState[];
  read: (topics: Topic[]) => Promise<TopicState[]>;
  watch: (changed: (topic: string | 'all') => void) => () => void;
  /** What the browser saw last, if it comes back. */
  lastEventId: string | undefined;
  log: FastifyBaseLogger;
};

/**
 * The events of some topics: each one's row now and after every change, then `end` when nothing more can happen.
 * The event id is the versions of all topics, joined by dots. Destroying the stream ends everything behind it.
 */
export function topicStream(options: StreamOptions): Readable {
  const { topics, log } = options;
  const states = [...options.states];
  const sent = topics.map(() => '');
  const due = new Set<number>();
  let reading = false;
  let gathering: NodeJS.Timeout | undefined;
  let refreshedAt = 0;

  const stream = new Readable({ read: () => undefined, destroy: (error, done) => (stop(), done(error)) });
  const unwatch = options.watch((topic) => {
    topics.forEach(({ name }, index) => (topic === 'all' || topic === name) && due.add(index));
    gathering ??= setTimeout(
      () => void refresh(),
      Math.max(0, refreshedAt + gatherMilliseconds - Date.now()),
    );
  });
  const comments = setInterval(() => stream.push(': still here\n\n'), commentMilliseconds);
  const rereads = setInterval(() => {
    states.forEach((state, index) => state.queued && due.add(index));
    void refresh();
  }, rereadMilliseconds);
  const ending = setTimeout(() => finish(': come back with Last-Event-ID\n\n'), longestMilliseconds);

  function stop(): void {
    unwatch();
    clearInterval(comments);
    clearInterval(rereads);
    clearTimeout(ending);
    clearTimeout(gathering);
  }

  function finish(last: string): void {
    stop();
    stream.push(last);
    stream.push(null);
  }

  const eventId = () => states.map(({ revision }) => revision).join('.');

  function send(index: number): void {
    const data = JSON.stringify(states[index]!.data);
    if (sent[index] === data) return;
    sent[index] = data;
    stream.push(`id: ${eventId()}\nevent: ${topics[index]!.kind}\ndata: ${data}\n\n`);
  }

  async function refresh(): Promise<void> {
    gathering = undefined;
    if (reading || stream.destroyed) return;
    reading = true;
    try {
      while (due.size > 0) {
        const indexes = [...due];
        due.clear();
        const fresh = await options.read(indexes.map((index) => topics[index]!));
        if (stream.destroyed) return;
        indexes.forEach((index, position) => (states[index] = fresh[position]!));
        indexes.forEach(send);
        refreshedAt = Date.now();
      }
      if (states.every(({ final }) => final)) finish(`id: ${eventId()}\nevent: end\ndata: {}\n\n`);
    } catch (error) {
      // The browser comes back by itself, and by then the database may answer.
      log.warn({ err: error }, 'an event stream broke off');
      finish(': broken off\n\n');
    } finally {
      reading = false;
    }
  }

  stream.push('retry: 2000\n\n');
  const seen = options.lastEventId?.split('.') ?? [];
  states.forEach(({ revision, data }, index) => {
    if (seen.length === topics.length && seen[index] === String(revision)) sent[index] = JSON.stringify(data);
    else send(index);
  });
  // What changed between the first reading and the watching is not missed.
  topics.forEach((_topic, index) => due.add(index));
  void refresh();
  return stream;
}
