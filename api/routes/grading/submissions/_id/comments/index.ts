import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findComments } from '#models/grading/find-comments.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Comment, CommentBody, SubmissionId } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import { readSubmission } from '#api/routes/grading/submissions/read-submission.ts';
import { addComment } from './add-comment.ts';
import { presentComment } from './present-comment.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listComments',
        summary: 'What student and trainer said about a submission, oldest first',
        tags: ['submissions'],
        params: SubmissionId,
        response: { 200: SuccessOf(Type.Array(Comment)) },
      },
      config: { permission: 'submissions.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await inOrganisation(app.database, viewer.organisationId, async (trx) => {
          const { id } = await readSubmission(trx, request.params.id, viewer);
          return (await findComments(trx, id)).map(presentComment);
        }),
      );
    },
  );

  app.post(
    '/',
    {
      schema: {
        operationId: 'commentOnSubmission',
        summary: 'Say something about a submission; its student gets it by mail',
        tags: ['submissions'],
        params: SubmissionId,
        body: CommentBody,
        response: { 201: SuccessOf(Comment) },
      },
      config: { permission: 'submissions.comment' },
    },
    async (request, reply) => {
      const { comment, outboxIds } = await addComment(request);
      void app.outbox.dispatch(outboxIds);
      return reply.code(201).send(success(comment, 'Your comment is there.'));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
