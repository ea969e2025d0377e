import fp from 'fastify-plugin';
import { ApiError } from '../errors.ts';
import { createSessionCache } from '../session-cache.ts';
import type { SessionCache } from '../session-cache.ts';
import type { Viewer } from '../viewer.ts';

declare module 'fastify' {
  interface FastifyInstance {
    sessionCache: SessionCache;
  }
  interface FastifyRequest {
    /** Why the token that was sent is refused; null when there was none or it is good. */
    tokenFault: ApiError | null;
  }
}

/** Reads `Authorization: Bearer …` into `request.viewer`. Whether a route needs one is for the permissions hook to say. */
export default fp(
  async (app) => {
    const sessions = createSessionCache(app.database);
    app.decorate('sessionCache', sessions);
    app.decorateRequest('viewer', null);
    app.decorateRequest('tokenFault', null);
    app.addHook('onRequest', async (request) => {
      const { authorization } = request.headers;
      if (authorization === undefined || request.routeOptions.config.ignoreToken) return;
      try {
        request.viewer = await viewerFrom(authorization);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        request.tokenFault = error;
      }
    });

    async function viewerFrom(authorization: string): Promise<Viewer> {
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      if (!token) throw new ApiError('UNAUTHENTICATED', 'Send the access token as: Authorization: Bearer <access>.');
      const viewer = await sessions.find(app.accessTokens.sessionIdOf(token));
      if (!viewer) throw new ApiError('UNAUTHENTICATED', 'This session has ended. Sign in again.');
      return viewer;
    }
  },
  { name: 'authentication', dependencies: ['database', 'tokens', 'client-address'] },
);
