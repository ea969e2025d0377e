import fp from 'fastify-plugin';
import { createCatalogueCache } from '../catalogue-cache.ts';
import type { CatalogueCache } from '../catalogue-cache.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Keeps what anybody may read of a catalogue until something of one is written, in whatever process. */
    catalogue: Pick<CatalogueCache, 'read'>;
  }
}

export default fp(
  async (app) => {
    const cache = createCatalogueCache();
    let watching: (() => void) | undefined;
    app.decorate('catalogue', {
      read: (key, read) => {
        // From the first reading on: a process that nobody asks needs no connection that listens.
        watching ??= app.watchChanges(['catalogue:any'], cache.forget);
        return cache.read(key, read);
      },
    });
    app.addHook('onClose', async () => watching?.());
  },
  { name: 'catalogue', dependencies: ['changes'] },
);
