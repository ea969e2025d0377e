import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { ApiError } from '../errors.ts';
import { createSessionCache } from '../sessions/session-cache.ts';
import type { SessionCache } from '../sessions/session-cache.ts';
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
    // Without a promise while session and token are known: nearly every request comes this way.
    app.addHook('onRequest', (request, _reply, done) => {
      const { authorization } = request.headers;
      if (authorization === undefined || request.routeOptions.config.ignoreToken) return done();
      const found = sessionOf(request, authorization);
      if (found instanceof Promise) return found.then((viewer) => admit(request, viewer));
      if (found !== undefined) admit(request, found);
      done();
    });

    /** Undefined when the token itself is refused. */
    function sessionOf(
      request: FastifyRequest,
      authorization: string,
    ): ReturnType<SessionCache['find']> | undefined {
      try {
        const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
        if (!token) throw new ApiError('token_missing');
        return sessions.find(app.accessTokens.sessionIdOf(token));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        request.tokenFault = error;
        return undefined;
      }
    }

    function admit(request: FastifyRequest, viewer: Viewer | null): void {
      request.viewer = viewer;
      if (!viewer) request.tokenFault = new ApiError('session_ended');
    }
  },
  { name: 'authentication', dependencies: ['database', 'tokens', 'client-address'] },
);
