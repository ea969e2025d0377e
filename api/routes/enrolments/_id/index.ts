import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findEnrolment } from '../../../../models/find-enrolments.ts';
import { inOrganisation } from '../../../../models/in-organisation.ts';
import { learnerFor } from '../../../acting-for.ts';
import { ApiError } from '../../../errors.ts';
import { ById } from '../../../schemas/course.ts';
import { Enrolment } from '../../../schemas/enrolment.ts';
import { success, SuccessOf } from '../../../schemas/envelope.ts';
import { viewerOf } from '../../../viewer.ts';
import { presentEnrolment } from '../present-enrolment.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: { operationId: 'getEnrolment', summary: 'One enrolment', tags: ['enrolments'], params: ById, response: { 200: SuccessOf(Enrolment) } },
      config: { permission: 'enrolments.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const row = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
        const found = await findEnrolment(trx, request.params.id);
        if (!found) throw new ApiError('NOT_FOUND', 'There is no such enrolment.');
        await learnerFor(trx, viewer, found.user_id);
        return found;
      });
      return success(presentEnrolment(row));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
