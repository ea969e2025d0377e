import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /** Questions to components that are not answered yet. */
    pendingChecks: Set<Promise<void>>;
  }
}

/** Has the app wait, before it closes, for what was asked of the components it stands on. */
export default fp(
  async (app) => {
    app.decorate('pendingChecks', new Set<Promise<void>>());
    // Temporal's client would try again on its closed connection, and that error nobody could catch.
    app.addHook('preClose', async () => void (await Promise.allSettled(app.pendingChecks)));
  },
  { name: 'pending-checks' },
);
