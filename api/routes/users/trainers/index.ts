import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '../../../../models/in-organisation.ts';
import { findTrainers } from '../../../../models/trainer-assignment.ts';
import { pageOf } from '../../../page-of.ts';
import { ListOf, PageQuery, success } from '../../../schemas/envelope.ts';
import { Trainer } from '../../../schemas/user.ts';
import { viewerOf } from '../../../viewer.ts';

/** GET /api/users/trainers: who teaches, with how many students of how many (ACC-10). */
export default (async (app) => {
  const schema = {
    operationId: 'listTrainers',
    tags: ['users'],
    summary: 'Trainers with their number of students',
    querystring: PageQuery,
    response: { 200: ListOf(Trainer) },
  };
  app.get('/', { schema, config: { permission: 'trainers.read' } }, async (request) => {
    const { page, page_size: pageSize } = request.query;
    const { count, rows } = await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
      findTrainers(trx, { page, pageSize }),
    );
    return success(pageOf(request, count, rows));
  });
}) satisfies FastifyPluginAsyncTypebox;
