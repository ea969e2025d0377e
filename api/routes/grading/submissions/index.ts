import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findSubmissions } from '#models/grading/find-submissions.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success } from '#api/schemas/envelope.ts';
import { SubmissionQuery, SubmissionSummary } from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentSummary } from './present-submission.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listSubmissions',
        summary: 'Submissions one may see, newest first',
        description:
          'Students see their own, parents their children’s too, trainers their students’, admins all.',
        tags: ['submissions'],
        querystring: SubmissionQuery,
        response: { 200: ListOf(SubmissionSummary) },
      },
      config: { permission: 'submissions.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { page, page_size: pageSize, ...filter } = request.query;
      const { count, rows } = await inOrganisation(app.database, viewer.organisationId, (trx) =>
        findSubmissions(trx, { reader: viewer, filter, page, pageSize }),
      );
      return success(pageOf(request, count, rows.map(presentSummary)));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
