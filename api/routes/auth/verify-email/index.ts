import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { verifyEmail } from './verify-email.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { SecretToken } from '#api/schemas/fields.ts';

/** GET /api/auth/verify-email/:key: the mailed link's page calls this when its button is pressed, so mail scanners verify nothing. */
export default (async (app) => {
  const schema = {
    operationId: 'verifyEmail',
    tags: ['auth'],
    summary: 'Confirm an e-mail address with the key of a mailed link',
    params: Type.Object({ key: SecretToken }),
    response: { 200: SuccessOf(Type.Object({ email_verified: Type.Literal(true) })) },
  };
  app.get('/:key', { schema, config: { permission: 'public', ignoreToken: true } }, async (request) => {
    await verifyEmail(app, request, request.params.key);
    return success({ email_verified: true } as const, 'Your e-mail is confirmed.');
  });
}) satisfies FastifyPluginAsyncTypebox;
