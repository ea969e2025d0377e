import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { gradedExercise } from '#models/grading/graded-exercise.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { overrideSubmission } from '#models/grading/override-submission.ts';
import { recordExerciseGraded } from '#models/progress/record-exercise-graded.ts';
import { Submission } from '#models/grading/submission.ts';
import { ApiError } from '#api/errors.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { OverrideBody, SubmissionDetail, SubmissionId } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import { readSubmission } from '#api/routes/grading/submissions/read-submission.ts';

export default (async (app) => {
  app.post(
    '/',
    {
      schema: {
        operationId: 'overrideSubmission',
        summary:
          'Let one’s own judgement stand instead of the tests’, with the reason; the student sees both',
        tags: ['submissions'],
        params: SubmissionId,
        body: OverrideBody,
        response: { 200: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.review' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { verdict, score, reason } = request.body;
      const overridden = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
        const before = await readSubmission(trx, request.params.id, viewer);
        if (before.status !== 'graded' || before.purpose !== 'attempt')
          throw new ApiError('CONFLICT', 'Only a graded submission can be overridden.');
        if (score > (before.max_score ?? 0))
          throw new ApiError('VALIDATION_ERROR', 'The score cannot be kept.', {
            details: { score: [`must be at most ${before.max_score ?? 0}`] },
          });
        const grading = await overrideSubmission(trx, {
          submissionId: before.id,
          verdict,
          score,
          reason,
          by: viewer.userId,
        });
        await recordExerciseGraded(
          trx,
          gradedExercise(await Submission.query(trx).findById(before.id).throwIfNotFound(), grading),
        );
        const standing = {
          before: { verdict: before.verdict, score: before.score },
          after: { verdict, score },
          reason,
        };
        await recordAudit(trx, {
          actorId: viewer.userId,
          action: 'submission.overridden',
          subjectType: 'submission',
          subjectId: before.id,
          ...standing,
          request,
        });
        return readSubmission(trx, before.id, viewer);
      });
      return success(overridden, 'Your judgement stands.');
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
