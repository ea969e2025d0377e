import type { Knex } from 'knex';
import { findLearner, isGuardian } from '#models/people/find-learner.ts';
import type { Learner } from '#models/people/find-learner.ts';
import { ApiError } from './errors.ts';
import type { Viewer } from './viewer.ts';

/**
 * Whom a request is about: the viewer, or the child a parent names.
 * @throws ApiError NOT_FOUND for anyone who is not the viewer's child
 */
export async function actingFor(
  trx: Knex.Transaction,
  viewer: Viewer,
  studentId: string | undefined,
): Promise<string> {
  if (studentId === undefined || studentId === viewer.userId) return viewer.userId;
  if (await isGuardian(trx, viewer.userId, studentId)) return studentId;
  throw new ApiError('student_not_yours');
}

/**
 * The person whose progress is asked for, if the viewer may see it.
 * @throws ApiError NOT_FOUND
 */
export async function learnerFor(trx: Knex.Transaction, viewer: Viewer, learnerId: string): Promise<Learner> {
  const learner = await findLearner(trx, viewer, learnerId);
  if (!learner) throw new ApiError('progress_not_yours');
  return learner;
}
