import fp from 'fastify-plugin';
import { listen } from '#models/database/listen.ts';
import type { Listener } from '#models/database/listen.ts';

type Watcher = { topics: ReadonlySet<string>; changed: (topic: string | 'all') => void };

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Calls `changed` whenever a row is written that one of the topics (`submission:<id>`) is about; with 'all' when changes may have been missed.
     * Only ids come this way: read the row again, in the viewer's scope.
     * @returns ends the watching
     */
    watchChanges(topics: readonly string[], changed: (topic: string | 'all') => void): () => void;
  }
}

/** One listening connection a process, opened by the first page that watches something. */
export default fp(
  async (app) => {
    const watchers = new Set<Watcher>();
    let listener: Listener | undefined;

    function onNotification(payload: string): void {
      const { kind, id } = JSON.parse(payload) as { kind: string; id: string };
      const topic = `${kind}:${id}`;
      for (const watcher of watchers) if (watcher.topics.has(topic)) watcher.changed(topic);
    }

    app.decorate('watchChanges', (topics, changed) => {
      const watcher = { topics: new Set(topics), changed };
      watchers.add(watcher);
      listener ??= listen({
        url: app.config.database.directUrl,
        channel: 'changes',
        onNotification,
        onConnected: () => watchers.forEach((each) => each.changed('all')),
        onLost: (error) =>
          app.log.warn({ err: error }, 'changes are not heard of until the database answers again'),
      });
      return () => watchers.delete(watcher);
    });
    app.addHook('onClose', async () => listener?.close());
  },
  { name: 'changes' },
);
