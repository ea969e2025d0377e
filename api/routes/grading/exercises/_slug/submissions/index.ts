import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { refuseWhenBacklogged } from '#api/back-pressure.ts';
import { idempotently, sendAnswer } from '#api/idempotency.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { ExerciseSlug } from '#api/schemas/exercise.ts';
import { SubmissionBody, SubmissionDetail } from '#api/schemas/submission.ts';
import { checkSource } from '#api/source-checks.ts';
import { viewerOf } from '#api/viewer.ts';
import { readSubmission } from '#api/routes/grading/submissions/read-submission.ts';
import { acceptSubmission } from './accept-submission.ts';

export default (async (app) => {
  app.post(
    '/',
    {
      schema: {
        operationId: 'submit',
        summary: 'Hand in code to be graded',
        description:
          'Uses one attempt, which comes back when the submission is cancelled while queued. 409 after a deadline that refuses, 429 without an attempt left or, with Retry-After, while too much is waiting.',
        tags: ['submissions'],
        params: ExerciseSlug,
        body: SubmissionBody,
        response: { 202: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.create' },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const source = checkSource(request.body, app.config.sourceLimitBytes);
      const outboxIds: string[] = [];
      const answer = await inOrganisation(app.database, viewer.organisationId, (trx) =>
        idempotently(request, trx, async () => {
          await refuseWhenBacklogged(app, trx);
          const { submissionId, outboxId } = await acceptSubmission(trx, viewer, request.params.slug, source);
          outboxIds.push(outboxId);
          const body = success(
            await readSubmission(trx, submissionId, viewer),
            'Your submission is in the queue.',
          );
          return { status: 202, body, location: `/api/grading/submissions/${submissionId}` };
        }),
      );
      void app.outbox.dispatch(outboxIds);
      return sendAnswer(reply, answer);
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
