import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findAccount } from '#models/accounts/account.ts';
import { findInvitations } from '#models/accounts/find-invitations.ts';
import { Invitation as InvitationRow } from '#models/accounts/invitation.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { pageOf } from '#api/page-of.ts';
import { SignedIn } from '#api/schemas/auth.ts';
import { ListOf, PageQuery, success, SuccessOf } from '#api/schemas/envelope.ts';
import { SecretToken, Uuid } from '#api/schemas/fields.ts';
import { Invitation, InvitationAnswer, NewInvitation, OpenInvitation } from '#api/schemas/organisation.ts';
import { viewerOf } from '#api/viewer.ts';
import { acceptInvitation, openInvitation } from './accept-invitation.ts';
import { invite } from './invite.ts';

const tags = ['organisations'];
const ByToken = Type.Object({ token: SecretToken });
const open = { permission: 'public', ignoreToken: true } as const;

/** /api/organisations/invitations: inviting people to one’s organisation (ACC-6). */
export default (async (app) => {
  const list = {
    operationId: 'listInvitations',
    tags,
    summary: 'Invitations, newest first',
    querystring: PageQuery,
    response: { 200: ListOf(Invitation) },
  };
  app.get('/', { schema: list, config: { permission: 'members.invite' } }, async (request) => {
    const { page, page_size: pageSize } = request.query;
    const { count, rows } = await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
      findInvitations(trx, { page, pageSize }),
    );
    return success(pageOf(request, count, rows));
  });

  const add = {
    operationId: 'invite',
    tags,
    summary: 'Invite somebody by mail',
    body: NewInvitation,
    response: { 201: SuccessOf(Invitation) },
  };
  app.post('/', { schema: add, config: { permission: 'members.invite' } }, async (request, reply) =>
    reply
      .code(201)
      .send(
        success(
          await invite(app, request, request.body),
          `The invitation to ${request.body.email} is on its way.`,
        ),
      ),
  );

  const withdraw = {
    operationId: 'withdrawInvitation',
    tags,
    summary: 'Withdraw an invitation that is not accepted',
    params: Type.Object({ id: Uuid }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.delete('/:id', { schema: withdraw, config: { permission: 'members.invite' } }, async (request) => {
    const { organisationId, userId } = viewerOf(request);
    const { id } = request.params;
    await inOrganisation(app.database, organisationId, async (trx) => {
      if ((await InvitationRow.query(trx).deleteById(id).whereNull('accepted_at')) === 0)
        throw new ApiError('invitation_not_open');
      await recordAudit(trx, {
        actorId: userId,
        action: 'invitation.withdrawn',
        subjectType: 'invitation',
        subjectId: id,
        request,
      });
    });
    return success(null, 'The invitation is withdrawn.');
  });

  // A mailed invitation: what its page shows, and joining by it.
  const look = {
    operationId: 'readInvitation',
    tags,
    summary: 'What a mailed invitation offers',
    params: ByToken,
    response: { 200: SuccessOf(OpenInvitation) },
  };
  app.get('/:token/accept', { schema: look, config: open }, async (request) => {
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
    params: ByToken,
    body: InvitationAnswer,
    response: { 200: SuccessOf(SignedIn) },
  };
  app.post('/:token/accept', { schema: accept, config: open }, async (request) =>
    success(await acceptInvitation(app, request, request.params.token, request.body), 'Welcome.'),
  );
}) satisfies FastifyPluginAsyncTypebox;
