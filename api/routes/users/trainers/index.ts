import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findTrainers } from '#models/people/trainer-assignment.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, PageQuery, success } from '#api/schemas/envelope.ts';
import { Trainer } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';

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
