import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { register } from './register-account.ts';
import { Registration } from '#api/schemas/auth.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { SignedInUser } from '#api/schemas/user.ts';

/** POST /api/auth/register: an unverified account, and its verification and welcome mails (ACC-1). */
export default (async (app) => {
  const schema = {
    operationId: 'register',
    tags: ['auth'],
    summary: 'Create an account',
    body: Registration,
    response: { 201: SuccessOf(Type.Object({ user: SignedInUser })) },
  };
  app.post('/', { schema, config: { permission: 'public', ignoreToken: true } }, async (request, reply) => {
    const user = await register(app, request, request.body);
    return reply
      .code(201)
      .send(success({ user }, 'Your account is ready. Confirm your e-mail with the link we sent you.'));
  });
}) satisfies FastifyPluginAsyncTypebox;
