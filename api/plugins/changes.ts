import fp from 'fastify-plugin';
import { listen } from '#models/database/listen.ts';
import type { Listener } from '#models/database/listen.ts';

type Notification = { kind: string; id: string; organisation_id?: string | null; user_id?: string | null };
type Watcher = { topics: ReadonlySet<string>; changed: (topic: string | 'all') => void };

/** The lists that a changed row stands in: of an organisation its processes, its exercises and what providers told it; the work of an organisation or of one person. */
function listsOf({ kind, organisation_id: organisation, user_id: person }: Notification): string[] {
  if (kind === 'process') return organisation ? [`processes:${organisation}`] : [];
  if (kind === 'exercise') return organisation ? [`exercises:${organisation}`] : [];
  // The platform's is told of each: once it is known whose an event is, it leaves that list.
  if (kind === 'webhook_event')
    return ['platform', organisation].flatMap((whose) => (whose ? [`webhook_events:${whose}`] : []));
  if (kind !== 'submission' && kind !== 'enrolment') return [];
  return [organisation, person].flatMap((id) => (id ? [`submissions:${id}`] : []));
}

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Calls `changed` whenever a row is written that one of the topics (`submission:<id>`, `processes:<organisation>`) is about; with 'all' when changes may have been missed.
     * Only ids come this way: read the row again, in the viewer's scope.
     * @returns ends the watching
     */
    watchChanges(topics: readonly string[], changed: (topic: string | 'all') => void): () => void;
    /**
     * When a list (`processes:<organisation>`, `submissions:<organisation or person>`, `webhook_events:platform`) was last heard of: until something happens in it, since when changes are heard at all.
     * @returns milliseconds since 1970; 0 while nothing is heard
     */
    listHeardAt(topic: string): number;
    /** Since when changes are not heard of; null while they are, or nobody watches any. */
    changesLostAt(): Date | null;
  }
}

// Of each an id and a time are kept.
const maxLists = 100_000;

/** One listening connection a process, opened by the first page that watches something. */
export default fp(
  async (app) => {
    const watchers = new Set<Watcher>();
    let listener: Listener | undefined;
    let hearingSince = 0;
    let lostAt: Date | null = null;
    const listsHeardAt = new Map<string, number>();

    function hearOf(list: string): void {
      // The last is the newest; the oldest of so many counts from now on as one that was never heard of.
      listsHeardAt.delete(list);
      listsHeardAt.set(list, Date.now());
      if (listsHeardAt.size <= maxLists) return;
      const [oldest, at] = listsHeardAt.entries().next().value!;
      listsHeardAt.delete(oldest);
      hearingSince = Math.max(hearingSince, at);
    }

    function onNotification(payload: string): void {
      const changed = JSON.parse(payload) as Notification;
      const lists = listsOf(changed);
      for (const list of lists) hearOf(list);
      const topics = [`${changed.kind}:${changed.id}`, ...lists];
      for (const watcher of watchers)
        for (const topic of topics) if (watcher.topics.has(topic)) watcher.changed(topic);
    }

    app.decorate('watchChanges', (topics, changed) => {
      const watcher = { topics: new Set(topics), changed };
      watchers.add(watcher);
      listener ??= listen({
        url: app.config.database.directUrl,
        channel: 'changes',
        onNotification,
        onConnected: () => {
          hearingSince = Date.now();
          lostAt = null;
          watchers.forEach((each) => each.changed('all'));
        },
        onLost: (error) => {
          lostAt ??= new Date();
          app.log.warn({ err: error }, 'changes are not heard of until the database answers again');
        },
      });
      return () => watchers.delete(watcher);
    });
    app.decorate('listHeardAt', (topic) => Math.max(hearingSince, listsHeardAt.get(topic) ?? 0));
    app.decorate('changesLostAt', () => lostAt);
    app.addHook('onClose', async () => listener?.close());
  },
  { name: 'changes' },
);
