import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { proveAccount } from './prove-account.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { SignedIn, SignIn } from '#api/schemas/auth.ts';
import { signIn } from '#api/sign-in.ts';

/** POST /api/auth/login: a pair of tokens for e-mail and password. */
export default (async (app) => {
  const schema = {
    operationId: 'logIn',
    tags: ['auth'],
    summary: 'Sign in',
    body: SignIn,
    response: { 200: SuccessOf(SignedIn) },
  };
  app.post('/', { schema, config: { permission: 'public', ignoreToken: true } }, async (request) => {
    const user = await proveAccount(app, request, request.body);
    return success(await signIn(app, app.database, request, user), `Welcome back, ${user.name}.`);
  });
}) satisfies FastifyPluginAsyncTypebox;
