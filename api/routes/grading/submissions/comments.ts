import type { FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { User } from '#models/accounts/user.ts';
import { notifyOfComment } from '#models/grading/notify-of-comment.ts';
import {
  findComments,
  isFullyCommented,
  maxComments,
  SubmissionComment,
} from '#models/grading/submission-comment.ts';
import type { CommentRow } from '#models/grading/submission-comment.ts';
import { ApiError } from '#api/errors.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { Comment, CommentBody, SubmissionId } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import type { Viewer } from '#api/viewer.ts';
import { readSubmission } from './read.ts';

/**
 * What student and trainer said about a submission, oldest first.
 * @throws ApiError NOT_FOUND when the submission is not for this person
 */
export async function readComments(
  trx: Knex.Transaction,
  submissionId: string,
  viewer: Viewer,
): Promise<Static<typeof Comment>[]> {
  const { id } = await readSubmission(trx, submissionId, viewer);
  return (await findComments(trx, id)).map(presentComment);
}

/**
 * Adds a comment, of which its student or those who look after them are told.
 * @returns the comment, and the outbox rows of what tells them
 * @throws ApiError NOT_FOUND when the submission is not for this person, QUOTA_EXCEEDED past 500 comments
 */
export async function addComment(
  trx: Knex.Transaction,
  request: FastifyRequest<{ Params: Static<typeof SubmissionId>; Body: Static<typeof CommentBody> }>,
): Promise<{ comment: Static<typeof Comment>; outboxIds: string[] }> {
  const viewer = viewerOf(request);
  const submission = await readSubmission(trx, request.params.id, viewer);
  if (await isFullyCommented(trx, submission.id))
    throw new ApiError('comments_limit', { limit: maxComments });
  const body = request.body.body.trim();
  const row = await SubmissionComment.query(trx).insertAndFetch({
    organisation_id: viewer.organisationId,
    submission_id: submission.id,
    author_id: viewer.userId,
    body,
  });
  const { name, picture_hash } = await User.query(trx).findById(viewer.userId).throwIfNotFound();
  const comment = presentComment({ ...row, name, picture_hash });
  const outboxIds = await notifyOfComment(trx, {
    id: row.id,
    organisationId: viewer.organisationId,
    authorId: viewer.userId,
    body,
    submission: {
      id: submission.id,
      studentId: submission.student.id,
      exerciseTitle: submission.exercise.title,
    },
  });
  return { comment, outboxIds };
}

function presentComment(row: CommentRow): Static<typeof Comment> {
  const { id, author_id: authorId, name, picture_hash, body, created_at } = row;
  return {
    id,
    author: { id: authorId, name, picture_url: pictureUrl({ id: authorId, picture_hash }) },
    body,
    created_at: created_at.toISOString(),
  };
}
