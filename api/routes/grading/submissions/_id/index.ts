import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { SubmissionDetail, SubmissionId } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import { readSubmission } from '../read-submission.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getSubmission',
        summary: 'One submission with its tests, as far as they have come in',
        tags: ['submissions'],
        params: SubmissionId,
        response: { 200: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await inOrganisation(app.database, viewer.organisationId, (trx) =>
          readSubmission(trx, request.params.id, viewer),
        ),
      );
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
