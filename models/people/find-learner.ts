import type { Knex } from 'knex';
import type { Role } from '#domain/permissions.ts';

export type Learner = {
  id: string;
  name: string;
  email: string | null;
  time_zone: string;
  picture_hash: string | null;
};

/**
 * Whose progress a person may look at: their own, a child's, an assigned student's; administrators anyone's of the organisation.
 * @param trx in the organisation's scope
 * @returns undefined when there is no such person, or not for this viewer
 */
export async function findLearner(
  trx: Knex.Transaction,
  viewer: { userId: string; role: Role },
  learnerId: string,
): Promise<Learner | undefined> {
  const learner = trx('users')
    .join('memberships', 'memberships.user_id', 'users.id')
    .where('users.id', learnerId)
    .first<Learner | undefined>('users.id', 'name', 'email', 'time_zone', 'picture_hash');
  if (learnerId === viewer.userId || viewer.role === 'admin' || viewer.role === 'superadmin') return learner;
  return learner.where((either) => {
    void either
      .whereExists(
        trx('guardianships').select(trx.raw('1')).where({ parent_id: viewer.userId, child_id: learnerId }),
      )
      .orWhereExists(
        trx('trainer_assignments')
          .select(trx.raw('1'))
          .where({ trainer_id: viewer.userId, student_id: learnerId }),
      );
  });
}

/** Whether a person may act for another: a parent for their child. */
export async function isGuardian(trx: Knex.Transaction, parentId: string, childId: string): Promise<boolean> {
  const row = await trx('guardianships')
    .where({ parent_id: parentId, child_id: childId })
    .first<{ child_id: string } | undefined>('child_id');
  return row !== undefined;
}
