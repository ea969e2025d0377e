import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { beginGrading } from '#models/processes/grade-submission.ts';
import { isUniqueViolation } from '#models/database/unique-violation.ts';
import { ApiError } from '#api/errors.ts';
import { idempotently, sendAnswer } from '#api/idempotency.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { RegradeBody, SubmissionDetail, SubmissionId } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import { readSubmission } from '#api/routes/grading/submissions/read-submission.ts';

/** The database lets one grading of a submission be under way. */
function refuseSecond(error: unknown): never {
  const taken = isUniqueViolation(error, 'gradings_one_at_a_time');
  throw taken ? new ApiError('CONFLICT', 'It is being run again already.') : error;
}

export default (async (app) => {
  app.post(
    '/',
    {
      schema: {
        operationId: 'regradeSubmission',
        summary: 'Run a submission again by the version it was handed in for; what comes out stands',
        tags: ['submissions'],
        params: SubmissionId,
        body: RegradeBody,
        response: { 202: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.review' },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { organisationId, userId: requestedBy } = viewer;
      const outboxIds: string[] = [];
      const answer = await inOrganisation(app.database, organisationId, (trx) =>
        idempotently(request, trx, async () => {
          const {
            id: submissionId,
            status,
            verdict,
            score,
          } = await readSubmission(trx, request.params.id, viewer);
          if (status !== 'graded')
            throw new ApiError('CONFLICT', 'Only a graded submission can be run again.');
          const { outboxId } = await beginGrading(trx, {
            organisationId,
            submissionId,
            reason: 'regrade',
            requestedBy,
          }).catch(refuseSecond);
          const act = {
            action: 'submission.regraded',
            subjectType: 'submission',
            subjectId: submissionId,
            before: { verdict, score },
            reason: request.body.reason,
          };
          await recordAudit(trx, { actorId: requestedBy, request, ...act });
          outboxIds.push(outboxId);
          return {
            status: 202,
            body: success(await readSubmission(trx, submissionId, viewer), 'It is being run again.'),
            location: `/api/grading/submissions/${submissionId}`,
          };
        }),
      );
      void app.outbox.dispatch(outboxIds);
      return sendAnswer(reply, answer);
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
