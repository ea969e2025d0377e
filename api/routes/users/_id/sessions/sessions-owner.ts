import type { Knex } from 'knex';
import { findUser } from '#models/accounts/find-users.ts';
import { ApiError } from '#api/errors.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * Whose sessions a request is about, if the viewer may see them.
 * @throws ApiError NOT_FOUND
 */
export async function sessionsOwner(trx: Knex.Transaction, viewer: Viewer, userId: string): Promise<string> {
  const isAdmin = viewer.role === 'admin' || viewer.role === 'superadmin';
  if (userId === viewer.userId || (isAdmin && (await findUser(trx, userId)))) return userId;
  throw new ApiError('NOT_FOUND', 'There is no such person, or their sessions are not yours to see.');
}
