import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fieldFault } from '#domain/field-faults.ts';
import { findMemberships, findAccount } from '#models/accounts/account.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findInvitations } from '#models/accounts/find-invitations.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { Invitation, withdrawInvitations } from '#models/accounts/invitation.ts';
import type { InvitedRole } from '#models/accounts/invitation.ts';
import { Organisation } from '#models/accounts/organisation.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { sealSecret } from '#temporal/sealed-secret.ts';
import { ApiError } from '#api/errors.ts';
import { hashOfToken, newSecretToken } from '#api/sessions/secret-token.ts';
import { viewerOf } from '#api/viewer.ts';

const lifetime = '7 days';

/**
 * Invites an address with a role; an earlier open invitation of it is replaced.
 * @throws ApiError CONFLICT for members
 */
export async function invite(
  app: FastifyInstance,
  request: FastifyRequest,
  wish: { email: string; role: InvitedRole },
) {
  const { organisationId, userId, name } = viewerOf(request);
  const email = wish.email.toLowerCase();
  const secret = newSecretToken();
  const { invitation, outboxId } = await inOrganisation(app.database, organisationId, async (trx) => {
    const account = await findAccount(trx, email);
    const isMember =
      account &&
      (await findMemberships(trx, account.user_id)).some(
        (membership) => membership.organisation_id === organisationId,
      );
    if (isMember)
      throw new ApiError(
        'person_is_member',
        {},
        {
          reasons: { email: [fieldFault('is_member')] },
        },
      );
    await withdrawInvitations(trx, email);
    const { id } = await Invitation.query(trx).insert({
      organisation_id: organisationId,
      email,
      role: wish.role,
      token_hash: hashOfToken(secret),
      invited_by: userId,
      expires_at: trx.raw('now() + ?::interval', [lifetime]),
    });
    await recordAudit(trx, {
      actorId: userId,
      action: 'invitation.sent',
      subjectType: 'invitation',
      subjectId: id,
      after: { email, role: wish.role },
      request,
    });
    const organisation = await Organisation.query(trx).findById(organisationId).throwIfNotFound();
    const parameters = {
      organisationName: organisation.name,
      inviterName: name,
      role: wish.role,
      sealedToken: sealSecret(secret, app.config.mailKey),
    };
    const { outboxId } = await beginMail(trx, {
      organisationId,
      userId: null,
      recipient: email,
      writtenBy: userId,
      template: 'invitation',
      parameters,
    });
    return { invitation: (await findInvitations(trx, { id, page: 1, pageSize: 1 })).rows[0]!, outboxId };
  });
  void app.outbox.dispatch([outboxId]);
  return invitation;
}
