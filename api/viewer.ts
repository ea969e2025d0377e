import type { FastifyRequest } from 'fastify';
import type { Role } from '#domain/permissions.ts';
import { ApiError } from './errors.ts';

/** Who asks: read from the access token and checked against the database (at most 5 s ago). */
export type Viewer = {
  userId: string;
  organisationId: string;
  role: Role;
  /** null: a child without an address of their own. */
  email: string | null;
  emailVerified: boolean;
  name: string;
  sessionId: string;
  /** The parent who views as this child, else null. */
  actingUserId: string | null;
};

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer | null;
  }
}

/**
 * The signed-in person of a request.
 * @throws ApiError UNAUTHENTICATED for anonymous requests
 */
export function viewerOf(request: FastifyRequest): Viewer {
  if (!request.viewer) throw new ApiError('sign_in_first');
  return request.viewer;
}
