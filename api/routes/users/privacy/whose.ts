import type { Knex } from 'knex';
import { isGuardian } from '#models/people/find-learner.ts';
import { ApiError } from '#api/errors.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * Whose data is meant: one's own, or one's child's.
 * @param person undefined: one's own
 * @throws ApiError NOT_FOUND for anybody else; FORBIDDEN for a parent who views as their child
 */
export async function whoseData(
  trx: Knex.Transaction,
  viewer: Viewer,
  person: string | undefined,
): Promise<string> {
  if (viewer.actingUserId) throw new ApiError('data_of_child');
  if (person === undefined || person === viewer.userId) return viewer.userId;
  if (!(await isGuardian(trx, viewer.userId, person))) throw new ApiError('no_such_child');
  return person;
}
