import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { mailVerificationAgain } from '../mail-account.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Email } from '#api/schemas/fields.ts';

/** POST /api/auth/resend-verification: a new link for an unverified account; the answer tells nothing about whether there is one. */
export default (async (app) => {
  const schema = {
    operationId: 'resendVerification',
    tags: ['auth'],
    summary: 'Ask for a new verification mail',
    body: Type.Object({ email: Email }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/', { schema, config: { permission: 'public', ignoreToken: true } }, async (request, reply) => {
    await mailVerificationAgain(app, reply, request.body.email);
    return success(null, 'If this address has an unconfirmed account, a new link is on its way.');
  });
}) satisfies FastifyPluginAsyncTypebox;
