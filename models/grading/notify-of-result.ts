import type { Knex } from 'knex';
import { beginNotification } from '../processes/notify.ts';
import { Grading } from './grading.ts';
import type { Submission } from './submission.ts';

/**
 * Tells a student that their submission was run again and something else came out; a person hears of one grading once, however often this is called.
 * @param trx in the organisation's scope
 * @param grading the one that ended; a first one changes no result, what a person decided is told by them, and what does not stand any more is not told
 */
export async function notifyOfRegrade(
  trx: Knex.Transaction,
  submission: Submission,
  grading: Grading,
): Promise<void> {
  if (submission.grading_id !== grading.id) return;
  if (grading.status !== 'graded' || (grading.reason !== 'regrade' && grading.reason !== 'repair')) return;
  const before = await Grading.query(trx)
    .where({ submission_id: submission.id, status: 'graded' })
    .whereNot({ id: grading.id })
    .where('finished_at', '<=', trx.raw('(select finished_at from gradings where id = ?)', [grading.id]))
    .orderBy('finished_at', 'desc')
    .first();
  if (!before || (before.verdict === grading.verdict && before.score === grading.score)) return;
  await beginNotification(trx, {
    organisationId: submission.organisation_id,
    userId: submission.user_id,
    actorId: null,
    kind: 'regrade',
    key: `regrade:${grading.id}`,
    parameters: await resultOf(trx, submission, grading),
  });
}

/**
 * Tells a student that a person's judgement stands instead of the tests'.
 * @param trx in the organisation's scope
 * @param by who judged; nobody is told of what they did themselves
 * @returns the outbox rows to dispatch
 */
export async function notifyOfOverride(
  trx: Knex.Transaction,
  submission: Submission,
  grading: Grading,
  by: string,
): Promise<string[]> {
  if (submission.user_id === by) return [];
  return beginNotification(trx, {
    organisationId: submission.organisation_id,
    userId: submission.user_id,
    actorId: by,
    kind: 'override',
    key: `override:${grading.id}`,
    parameters: await resultOf(trx, submission, grading),
  });
}

async function resultOf(trx: Knex.Transaction, submission: Submission, grading: Grading) {
  const { title } = await trx('exercise_versions')
    .where({ id: submission.exercise_version_id })
    .first<{ title: string }>('title');
  return {
    submission_id: submission.id,
    exercise_title: title,
    verdict: grading.verdict!,
    score: grading.score,
    max_score: grading.max_score,
  };
}
