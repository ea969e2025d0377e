import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { SignedInUser } from '#api/schemas/user.ts';
import { viewAsChild } from './view-as-child.ts';

/** POST /api/users/children/:id/view-as: a token with which a parent sees what their child sees, until it ends by itself. */
export default (async (app) => {
  const schema = {
    operationId: 'viewAsChild',
    tags: ['family'],
    summary: 'View as one’s child for 15 minutes',
    params: Type.Object({ id: Uuid }),
    response: {
      200: SuccessOf(
        Type.Object({
          access: Type.String(),
          expires_in: Type.Integer({ description: 'Seconds.' }),
          user: SignedInUser,
        }),
      ),
    },
  };
  app.post('/', { schema, config: { permission: 'children.manage' } }, async (request) => {
    const viewing = await viewAsChild(app, request, request.params.id);
    return success(viewing, `You are viewing as ${viewing.user.name}.`);
  });
}) satisfies FastifyPluginAsyncTypebox;
