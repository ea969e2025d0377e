import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SignedIn } from '#api/schemas/auth.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Slug } from '#api/schemas/fields.ts';
import { switchOrganisation } from './switch-organisation.ts';

/** POST /api/organisations/switch: go on in another organisation one belongs to, with one's role there (ACC-6). */
export default (async (app) => {
  const schema = {
    operationId: 'switchOrganisation',
    tags: ['organisations'],
    summary: 'Go on in another of one’s organisations',
    body: Type.Object({ organisation: Slug }),
    response: { 200: SuccessOf(SignedIn) },
  };
  app.post('/', { schema, config: { permission: 'organisation.read' } }, async (request) =>
    success(await switchOrganisation(app, request, request.body.organisation), 'You have switched.'),
  );
}) satisfies FastifyPluginAsyncTypebox;
