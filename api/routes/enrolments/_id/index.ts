import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '../../../../models/in-organisation.ts';
import { ById } from '../../../schemas/course.ts';
import { Enrolment } from '../../../schemas/enrolment.ts';
import { success, SuccessOf } from '../../../schemas/envelope.ts';
import { viewerOf } from '../../../viewer.ts';
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
