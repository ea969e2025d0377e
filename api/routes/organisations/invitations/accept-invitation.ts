import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { plainText } from '#domain/accounts/person-name.ts';
import { fieldFault } from '#domain/field-faults.ts';
import { findAccount } from '#models/accounts/account.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findInvitation, Invitation } from '#models/accounts/invitation.ts';
import type { FoundInvitation } from '#models/accounts/invitation.ts';
import { createAccount, User } from '#models/accounts/user.ts';
import { ApiError } from '#api/errors.ts';
import type { InvitationAnswer } from '#api/schemas/organisation.ts';
import { hashOfToken } from '#api/sessions/secret-token.ts';
import { signIn } from '#api/sessions/sign-in.ts';
import { proveAccount } from '#api/routes/auth/prove-account.ts';
import { refuseTakenEmail, refuseWeakPassword } from '#api/routes/auth/register-account.ts';

/** @throws ApiError NOT_FOUND (never was, or withdrawn), GONE (accepted, or too old) */
export async function openInvitation(app: FastifyInstance, token: string): Promise<FoundInvitation> {
  const invitation = await findInvitation(app.database, hashOfToken(token));
  if (!invitation) throw new ApiError('invitation_unknown');
  if (invitation.accepted_at || invitation.expired) throw gone();
  return invitation;
}

const gone = (): ApiError => new ApiError('invitation_spent');

/**
 * Joins an organisation by a mailed invitation, which also proves the address. Whoever has an account proves it by its password.
 * @throws ApiError as openInvitation and proveAccount do; VALIDATION_ERROR when a new account lacks a name or has a weak password
 */
export async function acceptInvitation(
  app: FastifyInstance,
  request: FastifyRequest,
  token: string,
  answer: InvitationAnswer,
) {
  const invitation = await openInvitation(app, token);
  const { email, organisation_id: organisationId, role } = invitation;
  const account = await findAccount(app.database, email);
  const proved = account && (await proveAccount(app, request, { email, password: answer.password }));
  const passwordHash = account ? null : await hashOfNewPassword(app, email, answer);
  return inOrganisation(app.database, organisationId, async (trx) => {
    await spend(trx, invitation);
    const id = proved
      ? await join(trx, proved.id, invitation)
      : await createAccount(trx, {
          organisationId,
          email,
          name: plainText(answer.name!),
          passwordHash,
          role,
          verified: true,
          ...(answer.time_zone && { timeZone: answer.time_zone }),
          ...(answer.language && { language: answer.language }),
        });
    const user = await User.query(trx).findById(id).throwIfNotFound();
    await recordAudit(trx, {
      actorId: id,
      action: 'invitation.accepted',
      subjectType: 'invitation',
      subjectId: invitation.id,
      after: { user_id: id, role },
      request,
    });
    return signIn(app, trx, request, {
      id,
      email,
      role,
      track: user.track,
      name: user.name,
      organisation_id: organisationId,
      email_verified: true,
    });
  }).catch(refuseTakenEmail);
}

async function hashOfNewPassword(
  app: FastifyInstance,
  email: string,
  { name, password }: { name?: string; password: string },
): Promise<string> {
  if (!name) throw new ApiError('name_missing', {}, { reasons: { name: [fieldFault('required')] } });
  refuseWeakPassword(password, { email, name });
  return app.passwords.hash(password);
}

/** Of two that accept at once, one does; and none when its time ran out while the password was looked at. */
async function spend(trx: Knex.Transaction, invitation: FoundInvitation): Promise<void> {
  const spent = await Invitation.query(trx)
    .findById(invitation.id)
    .whereNull('accepted_at')
    .where('expires_at', '>', trx.fn.now())
    .patch({ accepted_at: trx.fn.now() });
  if (spent === 0) throw gone();
}

/**
 * Whoever left before comes back with the new role. To end a deactivation is for an admin, not for an older invitation.
 * @throws ApiError FORBIDDEN for a deactivated member
 */
async function join(
  trx: Knex.Transaction,
  userId: string,
  { organisation_id, organisation_name, role }: FoundInvitation,
): Promise<string> {
  const joined = await trx('memberships')
    .insert({ organisation_id, user_id: userId, role })
    .onConflict(['organisation_id', 'user_id'])
    .merge({ role, status: 'active' })
    .whereNot('memberships.status', 'deactivated')
    .returning<{ user_id: string }[]>('user_id');
  if (joined.length === 0)
    throw new ApiError('account_deactivated_there', { organisation: organisation_name });
  await User.query(trx)
    .findById(userId)
    .whereNull('email_verified_at')
    .patch({ email_verified_at: trx.fn.now() });
  return userId;
}
