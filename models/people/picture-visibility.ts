import type { Knex } from 'knex';
import { findLearner } from './find-learner.ts';
import { submissionVisibly } from '../grading/visible-submissions.ts';
import type { Reader } from '../grading/visible-submissions.ts';

/**
 * Whether a person's picture may be shown to a reader: their own, a child's, an assigned student's, and the other way round their trainer's;
 * that of whoever commented on a submission the reader may see; administrators anyone's of the organisation.
 * @param trx in the organisation's scope
 */
export async function maySeePicture(
  trx: Knex.Transaction,
  reader: Reader,
  personId: string,
): Promise<boolean> {
  if (await findLearner(trx, reader, personId)) return true;
  const { rows } = await trx.raw<{ rows: { seen: boolean }[] }>(
    `select exists (select from trainer_assignments where student_id = :readerId and trainer_id = :personId)
       or exists (select from submission_comments join submissions on submissions.id = submission_id where author_id = :personId and ${submissionVisibly(reader)}) as seen`,
    { readerId: reader.userId, personId },
  );
  return rows[0]!.seen;
}
