import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { mailResetLink } from '#api/routes/auth/mail-account.ts';
import { resetPassword } from './reset-password.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Email, Password, SecretToken } from '#api/schemas/fields.ts';

const config = { permission: 'public', ignoreToken: true } as const;
const tags = ['auth'];

/** POST /api/auth/password/reset and …/confirm: a new password by a mailed link (ACC-3). */
export default (async (app) => {
  const request = {
    operationId: 'requestPasswordReset',
    tags,
    summary: 'Ask for a link to set a new password',
    body: Type.Object({ email: Email }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/', { schema: request, config }, async ({ body }, reply) => {
    await mailResetLink(app, reply, body.email);
    return success(null, 'If this address has an account, a link to set a new password is on its way.');
  });

  const confirm = {
    operationId: 'confirmPasswordReset',
    tags,
    summary: 'Set a new password with the token of a mailed link',
    body: Type.Object({ token: SecretToken, password: Password }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/confirm', { schema: confirm, config }, async (request) => {
    await resetPassword(app, request, request.body);
    return success(null, 'Your password is changed. Sign in with it.');
  });
}) satisfies FastifyPluginAsyncTypebox;
