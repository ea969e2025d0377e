import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findUsers } from '#models/accounts/find-users.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success } from '#api/schemas/envelope.ts';
import { ManagedUser, ManagedUserQuery } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentUser } from './present-user.ts';

/** GET /api/users: the people of one's organisation. */
export default (async (app) => {
  const schema = {
    operationId: 'listUsers',
    tags: ['users'],
    summary: 'The organisation’s people by name',
    querystring: ManagedUserQuery,
    response: { 200: ListOf(ManagedUser) },
  };
  app.get('/', { schema, config: { permission: 'users.read' } }, async (request) => {
    const { page_size: pageSize, ...filter } = request.query;
    const { count, rows } = await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
      findUsers(trx, { ...filter, pageSize }),
    );
    return success(pageOf(request, count, rows.map(presentUser)));
  });
}) satisfies FastifyPluginAsyncTypebox;
