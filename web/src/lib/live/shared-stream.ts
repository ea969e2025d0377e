/*
 * One stream of changes for the whole browser, or two where many rows are followed. Every tab says on a channel what it follows; the tab that holds the lock
 * opens the stream for all of them and passes on what arrives. When that tab closes the lock goes to the next.
 */
type Listener = (data: unknown) => void;
type Message =
  | { type: 'who' }
  | { type: 'want'; tab: string; topics: string[] }
  | { type: 'event'; kind: string; data: unknown };

/** The API takes so many topics a stream. */
const maxTopics = 20;
/** Each holds a connection, of which a browser has six for an address that does not speak HTTP/2. */
const maxStreams = 3;
const kinds = [
  'submission',
  'submissions',
  'run',
  'enrolment',
  'process',
  'processes',
  'exercises',
  'webhook_events',
  'notifications',
];
const tabLock = (tab: string) => `waymark-live-tab:${tab}`;

/** What a row is named by in its topic: a process by its workflow's id, anything else by its own. */
const idOf = (data: unknown): string | null => {
  if (typeof data !== 'object' || data === null) return null;
  const { id, workflow_id: workflowId } = data as { id?: unknown; workflow_id?: unknown };
  const named = id ?? workflowId;
  return typeof named === 'string' ? named : null;
};

/** Holds a lock until the returned function is called. */
const hold = (name: string, onheld: () => void): (() => void) => {
  const controller = new AbortController();
  let release: () => void = () => {};
  const kept = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks
    .request(name, { signal: controller.signal }, () => (onheld(), kept))
    .catch(() => {
      // Given up before it was ours.
    });
  return () => {
    controller.abort();
    release();
  };
};

const createSharedStream = (reader: string) => {
  const channelName = `waymark-live:${reader}`;
  const tab = crypto.randomUUID();
  const shared = 'locks' in navigator && 'BroadcastChannel' in globalThis;
  const channel = shared ? new BroadcastChannel(channelName) : null;
  const listeners = new Map<string, Set<Listener>>();
  const wanted = new Map<string, string[]>();
  /** The last row of each topic that is followed: a stream tells how things stand only to whom it is opened for. */
  const latest = new Map<string, { kind: string; data: unknown }>();
  let sources: EventSource[] = [];
  let opened = '';
  let leading = !shared;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let delay = 1000;
  let release: (() => void) | null = null;

  const deliver = (kind: string, data: unknown) => {
    const id = idOf(data);
    // What is the viewer's own is followed without an id.
    const topic = id === null ? kind : `${kind}:${id}`;
    latest.set(topic, { kind, data });
    for (const each of new Set([kind, topic]))
      for (const listener of listeners.get(each) ?? []) listener(data);
  };

  const close = () => {
    for (const source of sources) source.close();
    sources = [];
    opened = '';
    clearTimeout(retry);
  };

  const open = (topics: readonly string[]) => {
    close();
    opened = topics.join(',');
    for (let first = 0; first < Math.min(topics.length, maxStreams * maxTopics); first += maxTopics)
      sources.push(openSource(topics.slice(first, first + maxTopics)));
  };

  const openSource = (topics: readonly string[]): EventSource => {
    const source = new EventSource(`/events?topics=${encodeURIComponent(topics.join(','))}`);
    source.addEventListener('open', () => {
      delay = 1000;
    });
    for (const kind of kinds) {
      source.addEventListener(kind, (event) => {
        const data: unknown = JSON.parse(event.data);
        channel?.postMessage({ type: 'event', kind, data } satisfies Message);
        deliver(kind, data);
      });
    }
    // The API has nothing more to say about these topics; whoever still waits asks again.
    source.addEventListener('end', () => again(5000));
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) again((delay = Math.min(delay * 2, 30_000)));
    });
    return source;
  };

  const again = (after: number) => {
    close();
    retry = setTimeout(() => void update(), after);
  };

  /** Leader only: follows what all living tabs want, and nothing when they want nothing. */
  const update = async () => {
    if (!leading) return;
    if (shared) {
      const held = new Set((await navigator.locks.query()).held?.map((lock) => lock.name));
      for (const other of wanted.keys()) if (other !== tab && !held.has(tabLock(other))) wanted.delete(other);
    }
    wanted.set(tab, [...listeners.keys()]);
    const followed = new Set([...wanted.values()].flat());
    for (const topic of latest.keys()) if (!followed.has(topic)) latest.delete(topic);
    // The bell comes first: what lies past the last stream waits until its page is loaded again.
    const topics = [...followed].sort(
      (one, other) =>
        Number(other === 'notifications') - Number(one === 'notifications') || (one < other ? -1 : 1),
    );
    if (topics.length === 0) close();
    else if (topics.join(',') !== opened) open(topics);
  };

  const tell = () =>
    channel?.postMessage({ type: 'want', tab, topics: [...listeners.keys()] } satisfies Message);

  const announce = () => {
    const topics = [...listeners.keys()];
    // The leader keeps what any tab follows, the others their own.
    if (!leading) for (const topic of latest.keys()) if (!listeners.has(topic)) latest.delete(topic);
    tell();
    if (!shared) return void update();
    if (topics.length > 0 && release === null) {
      // Who leads forgets a tab whose lock nobody holds, and may have looked before this one was given it.
      const releaseTab = hold(tabLock(tab), tell);
      const releaseLead = hold(channelName, () => {
        leading = true;
        channel?.postMessage({ type: 'who' } satisfies Message);
        void update();
      });
      release = () => {
        leading = false;
        close();
        wanted.clear();
        releaseLead();
        releaseTab();
      };
    } else if (topics.length === 0) {
      release?.();
      release = null;
    } else void update();
  };

  channel?.addEventListener('message', ({ data: message }: MessageEvent<Message>) => {
    if (message.type === 'event') deliver(message.kind, message.data);
    else if (message.type === 'who') tell();
    else if (leading) {
      const before = wanted.get(message.tab) ?? [];
      wanted.set(message.tab, message.topics);
      for (const topic of message.topics) {
        const known = before.includes(topic) ? undefined : latest.get(topic);
        if (known) channel.postMessage({ type: 'event', ...known } satisfies Message);
      }
      void update();
    }
  });

  return {
    follow: (topic: string, listener: Listener): (() => void) => {
      const set = listeners.get(topic) ?? new Set();
      set.add(listener);
      listeners.set(topic, set);
      announce();
      const known = latest.get(topic);
      // It may have come between the page's own reading and this.
      if (known) queueMicrotask(() => set.has(listener) && listener(known.data));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(topic);
        announce();
      };
    },
  };
};

const streams = new Map<string, ReturnType<typeof createSharedStream>>();
let reader = '';

/**
 * Says whose rows are followed from here on: a person in an organisation. Tabs share a stream with those of the same reader only: one topic that is not for
 * who is signed in now, of a tab that somebody else left open, would have the whole stream refused.
 */
export const followAs = (whose: string): void => {
  reader = whose;
};

/**
 * Calls `listener` with each new row of a topic ("submission:ID", "run:ID", "process:WORKFLOW_ID", "processes:ORGANISATION_ID", "webhook_events:platform", "notifications") until the
 * returned function is called. Browser only; follow only what can still change.
 */
export const follow = (topic: string, listener: Listener): (() => void) => {
  const stream = streams.get(reader) ?? createSharedStream(reader);
  streams.set(reader, stream);
  return stream.follow(topic, listener);
};
