import type { FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { User } from '#models/accounts/user.ts';
import { findComments, SubmissionComment } from '#models/grading/submission-comment.ts';
import type { CommentRow } from '#models/grading/submission-comment.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { Comment, CommentBody, SubmissionDetail, SubmissionId } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import type { Viewer } from '#api/viewer.ts';
import { readSubmission } from './read.ts';

const excerptLength = 300;

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
 * Adds a comment, and a mail to the submission's student unless they wrote it or have no address.
 * @returns the comment, and the outbox row of the mail if there is one
 * @throws ApiError NOT_FOUND when the submission is not for this person
 */
export async function addComment(
  trx: Knex.Transaction,
  request: FastifyRequest<{ Params: Static<typeof SubmissionId>; Body: Static<typeof CommentBody> }>,
): Promise<{ comment: Static<typeof Comment>; outboxIds: string[] }> {
  const viewer = viewerOf(request);
  const submission = await readSubmission(trx, request.params.id, viewer);
  const body = request.body.body.trim();
  const row = await SubmissionComment.query(trx).insertAndFetch({
    organisation_id: viewer.organisationId,
    submission_id: submission.id,
    author_id: viewer.userId,
    body,
  });
  const { name, picture_hash } = await User.query(trx).findById(viewer.userId).throwIfNotFound();
  const comment = presentComment({ ...row, name, picture_hash });
  return { comment, outboxIds: await mailStudent(trx, viewer, submission, body) };
}

async function mailStudent(
  trx: Knex.Transaction,
  viewer: Viewer,
  submission: Static<typeof SubmissionDetail>,
  body: string,
): Promise<string[]> {
  const student = await User.query(trx).findById(submission.student.id).throwIfNotFound();
  if (student.id === viewer.userId || !student.email) return [];
  const { outboxId } = await beginMail(trx, {
    organisationId: viewer.organisationId,
    userId: student.id,
    recipient: student.email,
    template: 'submission_commented',
    parameters: {
      name: student.name,
      authorName: viewer.name,
      exerciseTitle: submission.exercise.title,
      submissionId: submission.id,
      excerpt: body.length > excerptLength ? `${body.slice(0, excerptLength - 1)}…` : body,
    },
  });
  return [outboxId];
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
