import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ById } from '#api/schemas/course.ts';
import { Enrolment } from '#api/schemas/enrolment.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { viewerOf } from '#api/viewer.ts';
import { readEnrolment } from '../read-enrolment.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getEnrolment',
        summary: 'One enrolment',
        tags: ['enrolments'],
        params: ById,
        response: { 200: SuccessOf(Enrolment) },
      },
      config: { permission: 'enrolments.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await inOrganisation(app.database, viewer.organisationId, (trx) =>
          readEnrolment(trx, request.params.id, viewer),
        ),
      );
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
