import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { recordAudit } from '../../../../models/audit-entry.ts';
import { findInvitations } from '../../../../models/find-invitations.ts';
import { inOrganisation } from '../../../../models/in-organisation.ts';
import { Invitation as InvitationRow } from '../../../../models/invitation.ts';
import { ApiError } from '../../../errors.ts';
import { pageOf } from '../../../page-of.ts';
import { ListOf, PageQuery, SuccessOf, success } from '../../../schemas/envelope.ts';
import { Uuid } from '../../../schemas/fields.ts';
import { Invitation, NewInvitation } from '../../../schemas/organisation.ts';
import { viewerOf } from '../../../viewer.ts';
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
