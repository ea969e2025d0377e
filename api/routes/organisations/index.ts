import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findMemberships } from '#models/accounts/account.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { OwnMembership } from '#api/schemas/organisation.ts';
import { viewerOf } from '#api/viewer.ts';

/** GET /api/organisations: those one belongs to, with one's role in each (ACC-6). */
export default (async (app) => {
  const schema = {
    operationId: 'listOwnOrganisations',
    tags: ['organisations'],
    summary: 'The organisations one belongs to',
    response: { 200: SuccessOf(Type.Array(OwnMembership)) },
  };
  app.get('/', { schema, config: { permission: 'organisation.read' } }, async (request) => {
    const { userId, organisationId } = viewerOf(request);
    const memberships = await findMemberships(app.database, userId);
    return success(
      memberships.map((membership) => ({
        ...membership,
        current: membership.organisation_id === organisationId,
      })),
    );
  });
}) satisfies FastifyPluginAsyncTypebox;
