import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { cancelGrading } from '#models/grading/cancel-grading.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { recordProcessEvent } from '#models/processes/process-event.ts';
import { signalProcess } from '#models/processes/begin-process.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { gradeSubmissionProcess } from '#domain/processes/grade-submission.ts';
import { ApiError } from '#api/errors.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { SubmissionDetail, SubmissionId } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import { readSubmission } from '#api/routes/grading/submissions/read-submission.ts';

export default (async (app) => {
  app.post(
    '/',
    {
      schema: {
        operationId: 'cancelSubmission',
        summary:
          'Take a submission back while it is queued; its attempt comes back too, unless results of tests were shown before',
        tags: ['submissions'],
        params: SubmissionId,
        response: { 200: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.cancel' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { organisationId } = viewer;
      const { submission, outboxId, attemptUsed } = await inOrganisation(
        app.database,
        organisationId,
        async (trx) => {
          const before = await readSubmission(trx, request.params.id, viewer);
          const cancelled =
            before.grading.reason === 'first'
              ? await cancelGrading(trx, { submissionId: before.id, from: ['queued'] }, 'student')
              : undefined;
          if (!cancelled)
            throw new ApiError(
              'CONFLICT',
              before.status === 'cancelled'
                ? 'This submission is cancelled already.'
                : 'It is too late to cancel: grading has begun.',
            );
          const workflowId = workflowIdOf(gradeSubmissionProcess, cancelled.gradingId);
          await recordProcessEvent(trx, {
            organisationId,
            workflowId,
            event: 'cancel_requested',
            step: null,
            detail: { by: viewer.userId },
          });
          const signalled = await signalProcess(trx, {
            organisationId,
            workflowId,
            name: 'cancel',
            argument: {},
          });
          return {
            submission: await readSubmission(trx, before.id, viewer),
            outboxId: signalled,
            attemptUsed: cancelled.attemptUsed,
          };
        },
      );
      void app.outbox.dispatch([outboxId]);
      return success(
        submission,
        attemptUsed
          ? 'Cancelled. Your attempt counts: first results were there to be read.'
          : 'Cancelled. Your attempt is back.',
      );
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
