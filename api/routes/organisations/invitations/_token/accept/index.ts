import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findAccount } from '#models/accounts/account.ts';
import { SignedIn } from '#api/schemas/auth.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { SecretToken } from '#api/schemas/fields.ts';
import { InvitationAnswer, OpenInvitation } from '#api/schemas/organisation.ts';
import { acceptInvitation, openInvitation } from './accept-invitation.ts';

const tags = ['organisations'];
const params = Type.Object({ token: SecretToken });
const config = { permission: 'public', ignoreToken: true } as const;

/** A mailed invitation: what its page shows, and joining by it. */
export default (async (app) => {
  const look = {
    operationId: 'readInvitation',
    tags,
    summary: 'What a mailed invitation offers',
    params,
    response: { 200: SuccessOf(OpenInvitation) },
  };
  app.get('/', { schema: look, config }, async (request) => {
    const { organisation_name, email, role, expires_at } = await openInvitation(app, request.params.token);
    return success({
      organisation_name,
      email,
      role,
      expires_at: expires_at.toISOString(),
      has_account: (await findAccount(app.database, email)) !== undefined,
    });
  });

  const accept = {
    operationId: 'acceptInvitation',
    tags,
    summary: 'Join by a mailed invitation: with a new account, or with the password of the one there is',
    params,
    body: InvitationAnswer,
    response: { 200: SuccessOf(SignedIn) },
  };
  app.post('/', { schema: accept, config }, async (request) =>
    success(await acceptInvitation(app, request, request.params.token, request.body), 'Welcome.'),
  );
}) satisfies FastifyPluginAsyncTypebox;
