/*
 * One stream of changes for the whole browser. Every tab says on a channel what it follows; the tab that holds the lock
 * opens the stream for all of them and passes on what arrives. When that tab closes the lock goes to the next.
 */
type Listener = (data: unknown) => void;
type Message =
  | { type: 'who' }
  | { type: 'want'; tab: string; topics: string[] }
  | { type: 'event'; kind: string; data: unknown };

const channelName = 'waymark-live';
const kinds = ['submission', 'run', 'enrolment', 'process', 'notifications', 'exercise'];
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

const createSharedStream = () => {
  const tab = crypto.randomUUID();
  const shared = 'locks' in navigator && 'BroadcastChannel' in globalThis;
  const channel = shared ? new BroadcastChannel(channelName) : null;
  const listeners = new Map<string, Set<Listener>>();
  const wanted = new Map<string, string[]>();
  let source: EventSource | null = null;
  let opened = '';
  let leading = !shared;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let delay = 1000;
  let release: (() => void) | null = null;

  const deliver = (kind: string, data: unknown) => {
    for (const topic of [kind, `${kind}:${idOf(data)}`])
      for (const listener of listeners.get(topic) ?? []) listener(data);
  };

  const close = () => {
    source?.close();
    source = null;
    opened = '';
    clearTimeout(retry);
  };

  const open = (topics: string) => {
    close();
    opened = topics;
    source = new EventSource(`/events?topics=${encodeURIComponent(topics)}`);
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
      if (source?.readyState === EventSource.CLOSED) again((delay = Math.min(delay * 2, 30_000)));
    });
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
    const topics = [...new Set([...wanted.values()].flat())].sort().join(',');
    if (topics === '') close();
    else if (topics !== opened) open(topics);
  };

  const announce = () => {
    const topics = [...listeners.keys()];
    channel?.postMessage({ type: 'want', tab, topics } satisfies Message);
    if (!shared) return void update();
    if (topics.length > 0 && release === null) {
      const releaseTab = hold(tabLock(tab), () => {});
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
    else if (message.type === 'who')
      channel.postMessage({ type: 'want', tab, topics: [...listeners.keys()] } satisfies Message);
    else if (leading) {
      wanted.set(message.tab, message.topics);
      void update();
    }
  });

  return {
    follow: (topic: string, listener: Listener): (() => void) => {
      const set = listeners.get(topic) ?? new Set();
      set.add(listener);
      listeners.set(topic, set);
      announce();
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(topic);
        announce();
      };
    },
  };
};

let stream: ReturnType<typeof createSharedStream> | undefined;

/**
 * Calls `listener` with each new row of a topic ("submission:ID", "run:ID", "process:WORKFLOW_ID") until the returned function is called.
 * Browser only; follow only what is unfinished.
 */
export const follow = (topic: string, listener: Listener): (() => void) =>
  (stream ??= createSharedStream()).follow(topic, listener);
