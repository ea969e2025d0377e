import fp from 'fastify-plugin';
import { decide, permissions } from '#domain/permissions.ts';
import type { Permission } from '#domain/permissions.ts';
import { ApiError } from '../errors.ts';

export type StatedPermission = Permission | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A key of domain/permissions.ts, or 'public' for what anyone may use. Every route states one. */
    permission?: StatedPermission;
    /** A bad or expired token sent along does not matter here (sign-in, refresh, health). */
    ignoreToken?: true;
    /** Not counted by the rate limit (health, metrics). */
    uncounted?: true;
    /** Read from memory for whoever is not signed in (catalogue.ts): what the site asks of it for its visitors is not counted either. */
    fromCatalogue?: true;
  }
  interface FastifyInstance {
    /** Every route there is, with what it takes to use it. */
    routeList: { method: string; url: string; permission: StatedPermission }[];
  }
}

/** The one place where roles are checked: before anything of a request's body is read. */
export default fp(
  async (app) => {
    const routes: { method: string | string[]; url: string; config?: { permission?: StatedPermission } }[] =
      [];
    app.decorate('routeList', []);
    app.addHook('onRoute', (route) => void routes.push(route));
    app.addHook('onReady', async () => {
      for (const { method, url, config } of routes) {
        const permission = config?.permission;
        if (permission === undefined || (permission !== 'public' && !(permission in permissions))) {
          throw new Error(
            `The route ${String(method)} ${url} must state config.permission: 'public' or a key of domain/permissions.ts.`,
          );
        }
        app.routeList.push(...[method].flat().map((one) => ({ method: one, url, permission })));
      }
    });
    app.addHook('onRequest', (request, _reply, done) => {
      const { permission, ignoreToken } = request.routeOptions.config;
      if (request.tokenFault && !ignoreToken) return done(request.tokenFault);
      if (permission === undefined || permission === 'public') return done();
      if (!request.viewer) return done(new ApiError('sign_in_first'));
      const decision = decide(permission, request.viewer);
      if (decision === 'forbidden') return done(new ApiError('role_forbids'));
      if (decision === 'email_not_verified') return done(new ApiError('email_not_confirmed'));
      done();
    });
  },
  { name: 'permissions', dependencies: ['authentication', 'rate-limit', 'errors'] },
);
