import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findInvitations } from '#models/accounts/find-invitations.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { Invitation as InvitationRow } from '#models/accounts/invitation.ts';
import { ApiError } from '#api/errors.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, PageQuery, SuccessOf, success } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { Invitation, NewInvitation } from '#api/schemas/organisation.ts';
import { viewerOf } from '#api/viewer.ts';
import { invite } from './invite.ts';

const tags = ['organisations'];

/** Inviting people to one's organisation (ACC-6): list, invite by mail, withdraw. */
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
        throw new ApiError('NOT_FOUND', 'There is no such open invitation.');
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
}) satisfies FastifyPluginAsyncTypebox;
