import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { changePassword } from './change-password.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Password } from '#api/schemas/fields.ts';

/** POST /api/auth/password/change: a new password for who knows the current one (ACC-3). */
export default (async (app) => {
  const schema = {
    operationId: 'changePassword',
    tags: ['auth'],
    summary: 'Change one’s own password',
    description:
      'Ends every other session. A wrong current password answers 400 and counts like a failed sign-in: after too many of them 429.',
    body: Type.Object({ current_password: Password, password: Password }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/', { schema, config: { permission: 'profile.update' } }, async (request) => {
    await changePassword(app, request, request.body);
    return success(null, 'Your password is changed. You are signed out everywhere else.');
  });
}) satisfies FastifyPluginAsyncTypebox;
