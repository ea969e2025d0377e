import type { Knex } from 'knex';
import { isOpenTo, roles } from '#domain/permissions.ts';
import { beginNotification } from '../processes/notify.ts';

const excerptLength = 300;

/** A comment with what the people concerned read of it. */
export type NewComment = {
  id: string;
  organisationId: string;
  authorId: string;
  body: string;
  submission: { id: string; studentId: string; exerciseTitle: string };
};

/**
 * Tells those concerned of a comment: its student of what others say; and of what a student or their parent says the student's trainers and whoever of the admins
 * wrote there before. A trainer who is theirs no more may not read it. Nobody is told of what they wrote themselves.
 * @param trx in the organisation's scope
 * @returns the outbox rows to dispatch
 */
export async function notifyOfComment(trx: Knex.Transaction, comment: NewComment): Promise<string[]> {
  const { authorId, submission } = comment;
  const told = new Set([submission.studentId, ...(await findStaffConcerned(trx, comment))]);
  told.delete(authorId);
  const excerpt =
    comment.body.length > excerptLength
      ? // Not half a character: PostgreSQL takes none.
        `${comment.body.slice(0, excerptLength - 1)}…`.toWellFormed()
      : comment.body;
  const outboxIds: string[] = [];
  for (const userId of told)
    outboxIds.push(
      ...(await beginNotification(trx, {
        organisationId: comment.organisationId,
        userId,
        actorId: authorId,
        kind: 'comment',
        key: `comment:${comment.id}`,
        parameters: { submission_id: submission.id, exercise_title: submission.exerciseTitle, excerpt },
      })),
    );
  return outboxIds;
}

const staffRoles = roles.filter((role) => isOpenTo('submissions.review', role));

/** Whoever of the staff has something to answer; nobody when one of them wrote it. */
async function findStaffConcerned(
  trx: Knex.Transaction,
  { authorId, submission }: NewComment,
): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { user_id: string }[] }>(
    `select user_id from memberships where role = any (:staffRoles) and status = 'active'
       and (user_id in (select trainer_id from trainer_assignments where student_id = :studentId)
         or role <> 'trainer' and user_id in (select author_id from submission_comments where submission_id = :submissionId))
       and not exists (select from memberships author where author.user_id = :authorId and author.role = any (:staffRoles) and :authorId <> :studentId::uuid)
     order by user_id limit 50`,
    { staffRoles, authorId, studentId: submission.studentId, submissionId: submission.id },
  );
  return rows.map(({ user_id: userId }) => userId);
}
