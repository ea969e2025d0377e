import { Readable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import type { Topic, TopicState } from './topics.ts';

const commentMilliseconds = 15_000;
// The place in the queue changes without a change of the row; and what a lost notification would have told.
const rereadMilliseconds = 3_000;
// Changes that follow within this time are one event; a person waits for the last of them, so it is short.
const gatherMilliseconds = 15;
// A session's state is at most 4 s old where it is asked (session-cache.ts), and what has ended may be told on for 5 s (ACC-2).
const standingMilliseconds = 500;
// A reader that does not read is told nothing more until it does, and then how things are by then.
const maxBufferedBytes = 256 * 1024;
// A submission with long outputs grows five times a second while it is graded; sending all of it anew each time is of no use to anybody.
const largeCharacters = 64 * 1024;
const largeMilliseconds = 1_000;
// Before an access token's end, so that a viewer who may no longer read is asked again.
const maxMilliseconds = 10 * 60_000;

export type StreamOptions = {
  topics: Topic[];
  /** As they are at the beginning, in the order of `topics`. */
  states: TopicState[];
  read: (topics: Topic[]) => Promise<TopicState[]>;
  watch: (changed: (topic: string | 'all') => void) => () => void;
  /** Whether the viewer still is who the stream was opened for: signed in, active, in the same role and organisation. */
  stillStands: () => Promise<boolean>;
  /** What the browser saw last, if it comes back. */
  lastEventId: string | undefined;
  log: FastifyBaseLogger;
};

/**
 * The events of some topics: each one's row now and after every change, then `end` when nothing more can happen. It breaks off when the viewer's
 * session has ended or their role has changed; the browser comes back by itself and is then answered as who it is by now.
 * The event id is the versions of all topics, joined by dots. Destroying the stream ends everything behind it.
 */
export function topicStream(options: StreamOptions): Readable {
  const { topics, log } = options;
  const states = [...options.states];
  const sent = topics.map(() => '');
  const due = new Set<number>();
  const heldUntil = topics.map(() => 0);
  let reading = false;
  let over = false;
  let gathering: NodeJS.Timeout | undefined;
  let refreshedAt = 0;

  const stream = new Readable({ read: () => undefined, destroy: (error, done) => (stop(), done(error)) });
  const unwatch = options.watch((topic) => {
    topics.forEach(({ heardAs }, index) => (topic === 'all' || heardAs.includes(topic)) && due.add(index));
    gathering ??= setTimeout(
      () => void refresh(),
      Math.max(0, refreshedAt + gatherMilliseconds - Date.now()),
    );
  });
  const comments = setInterval(() => !isFull() && stream.push(': still here\n\n'), commentMilliseconds);
  const checks = setInterval(() => void check(), standingMilliseconds);
  const rereads = setInterval(() => {
    states.forEach((state, index) => state.queued && due.add(index));
    void refresh();
  }, rereadMilliseconds);
  const ending = setTimeout(() => finish(': come back with Last-Event-ID\n\n'), maxMilliseconds);

  function stop(): void {
    over = true;
    unwatch();
    clearInterval(comments);
    clearInterval(checks);
    clearInterval(rereads);
    clearTimeout(ending);
    clearTimeout(gathering);
  }

  function finish(last: string): void {
    if (over) return;
    stop();
    stream.push(last);
    stream.push(null);
  }

  const eventId = () => states.map(({ revision }) => revision).join('.');

  const isFull = () => stream.readableLength > maxBufferedBytes;

  function send(index: number): void {
    if (isFull()) return void due.add(index);
    const data = JSON.stringify(states[index]!.data);
    if (sent[index] === data) return;
    sent[index] = data;
    stream.push(`id: ${eventId()}\nevent: ${topics[index]!.kind}\ndata: ${data}\n\n`);
    if (data.length > largeCharacters) heldUntil[index] = Date.now() + largeMilliseconds;
  }

  /** Ends the stream of somebody who may not read any more, and sends what was held back. */
  async function check(): Promise<void> {
    try {
      if ((await standingOrEnd()) && due.size > 0) await refresh();
    } catch (error) {
      breakOff(error);
    }
  }

  async function standingOrEnd(): Promise<boolean> {
    if (!(await options.stillStands())) finish(': ask again as who you are now\n\n');
    return !over;
  }

  async function refresh(): Promise<void> {
    gathering = undefined;
    if (reading || over) return;
    reading = true;
    try {
      for (let indexes = ready(); indexes.length > 0; indexes = ready()) {
        indexes.forEach((index) => due.delete(index));
        if (!(await standingOrEnd())) return;
        const fresh = await options.read(indexes.map((index) => topics[index]!));
        if (over) return;
        indexes.forEach((index, position) => (states[index] = fresh[position]!));
        indexes.forEach(send);
        refreshedAt = Date.now();
      }
      if (due.size === 0 && states.every(({ final }) => final))
        finish(`id: ${eventId()}\nevent: end\ndata: {}\n\n`);
    } catch (error) {
      breakOff(error);
    } finally {
      reading = false;
    }
  }

  /** What is due and may be sent now; `check` comes back to the rest. */
  const ready = () => (isFull() ? [] : [...due].filter((index) => heldUntil[index]! <= Date.now()));

  /** The browser comes back by itself, and by then the database may answer. */
  function breakOff(error: unknown): void {
    log.warn({ err: error }, 'an event stream broke off');
    finish(': broken off\n\n');
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
