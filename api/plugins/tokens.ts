import { randomBytes } from 'node:crypto';
import jwt from '@fastify/jwt';
import fp from 'fastify-plugin';
import { ApiError } from '../errors.ts';
import type { Role } from '#domain/permissions.ts';
import { isUuid } from '#domain/uuid.ts';

/** What an access token says (ACC-2), beside `exp` and `iat`. */
export type AccessClaims = {
  token_type: 'access';
  /** `<session id>.<random>`: one a token; its session can be revoked. */
  jti: string;
  user_id: string;
  email: string | null;
  role: Role;
  organisation_id: string;
};

declare module '@fastify/jwt' {
  interface FastifyJWT {
    payload: AccessClaims;
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    accessTokens: {
      /** Signs a token for a session, good for 15 minutes. */
      issue(person: {
        userId: string;
        email: string | null;
        role: Role;
        organisationId: string;
        sessionId: string;
      }): string;
      /**
       * Checks signature, algorithm, type and expiry.
       * @returns the session's id
       * @throws ApiError UNAUTHENTICATED
       */
      sessionIdOf(token: string): string;
    };
  }
}

export const accessTokenSeconds = 15 * 60;
/** The last character of base64url may hold bits that say nothing: with others in them the same token would have several spellings. */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;
const maxGoodTokens = 10_000;

/** Access tokens: HS256 only, so neither `alg: none` nor another key type gets in. */
export default fp(
  async (app) => {
    // A token's signature is checked once; it stays good until it expires. Whether its session still stands is asked elsewhere, for each request.
    const goodTokens = new Map<string, { sessionId: string; until: number }>();
    await app.register(jwt, {
      secret: app.config.jwtSecret,
      sign: { algorithm: 'HS256', expiresIn: accessTokenSeconds },
      verify: { algorithms: ['HS256'] },
    });
    app.decorate('accessTokens', {
      issue: (person) =>
        app.jwt.sign({
          token_type: 'access',
          jti: `${person.sessionId}.${randomBytes(9).toString('base64url')}`,
          user_id: person.userId,
          email: person.email,
          role: person.role,
          organisation_id: person.organisationId,
        }),
      sessionIdOf: (token) => {
        const good = goodTokens.get(token);
        if (good && Date.now() < good.until) return good.sessionId;
        if (!token.split('.').every(isCanonical)) throw new ApiError('token_not_valid');
        const claims = verified(token);
        const sessionId = claims.token_type === 'access' ? claims.jti.split('.')[0]! : '';
        if (!isUuid(sessionId)) throw new ApiError('token_not_for_access');
        if (goodTokens.size >= maxGoodTokens) goodTokens.delete(goodTokens.keys().next().value!);
        goodTokens.set(token, { sessionId, until: claims.exp * 1000 });
        return sessionId;
      },
    });

    function verified(token: string): AccessClaims & { exp: number } {
      try {
        return app.jwt.verify<AccessClaims & { exp: number }>(token);
      } catch (error) {
        const expired = error instanceof Error && 'code' in error && error.code === 'FAST_JWT_EXPIRED';
        throw new ApiError(expired ? 'token_expired' : 'token_not_valid');
      }
    }
  },
  { name: 'tokens' },
);
