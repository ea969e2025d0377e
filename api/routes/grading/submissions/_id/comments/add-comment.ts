import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { SubmissionComment } from '#models/grading/submission-comment.ts';
import { User } from '#models/accounts/user.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import type { Comment, CommentBody, SubmissionId } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import { readSubmission } from '#api/routes/grading/submissions/read-submission.ts';
import { presentComment } from './present-comment.ts';

const excerptLength = 300;

/**
 * Adds a comment, and a mail to the submission's student unless they wrote it or have no address.
 * @throws ApiError NOT_FOUND when the submission is not for this person
 */
export async function addComment(
  request: FastifyRequest<{ Params: Static<typeof SubmissionId>; Body: Static<typeof CommentBody> }>,
): Promise<{ comment: Static<typeof Comment>; outboxIds: string[] }> {
  const viewer = viewerOf(request);
  const { organisationId } = viewer;
  return inOrganisation(request.server.database, organisationId, async (trx) => {
    const submission = await readSubmission(trx, request.params.id, viewer);
    const body = request.body.body.trim();
    const row = await SubmissionComment.query(trx).insertAndFetch({
      organisation_id: organisationId,
      submission_id: submission.id,
      author_id: viewer.userId,
      body,
    });
    const { name, picture_hash } = await User.query(trx).findById(viewer.userId).throwIfNotFound();
    const comment = presentComment({ ...row, name, picture_hash });

    const student = await User.query(trx).findById(submission.student.id).throwIfNotFound();
    if (student.id === viewer.userId || !student.email) return { comment, outboxIds: [] };
    const excerpt = body.length > excerptLength ? `${body.slice(0, excerptLength - 1)}…` : body;
    const parameters = {
      name: student.name,
      authorName: viewer.name,
      exerciseTitle: submission.exercise.title,
      submissionId: submission.id,
      excerpt,
    };
    const outboxId = await beginMail(trx, {
      organisationId,
      userId: student.id,
      recipient: student.email,
      template: 'submission_commented',
      parameters,
    });
    return { comment, outboxIds: [outboxId] };
  });
}
