import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findAccount, findMemberships } from '#models/accounts/account.ts';
import type { Account, AccountMembership } from '#models/accounts/account.ts';
import { User } from '#models/accounts/user.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { createLockOut } from '#api/rate-limits/lock-out.ts';
import type { SignedInUser } from '#api/schemas/user.ts';

/**
 * Checks e-mail and password, and that the account may be used.
 * @returns the account, in the organisation asked for or else the first it may use
 * @throws ApiError UNAUTHENTICATED (the same for an unknown e-mail and a wrong password), RATE_LIMITED while locked out, FORBIDDEN when deactivated
 */
export async function proveAccount(
  app: FastifyInstance,
  request: FastifyRequest,
  given: { email: string; password: string; organisation?: string },
): Promise<SignedInUser> {
  const lockOut = createLockOut(app.database, app.config.lockOut);
  const keys = lockOut.keysOf(given.email, request.clientAddress);
  await lockOut.refuseIfLocked(keys);
  const account = await findAccount(app.database, given.email);
  const { correct, outdated } = await app.passwords.verify(account?.password_hash ?? null, given.password);
  if (!account || !correct) {
    await lockOut.recordFailure(keys);
    throw new ApiError('wrong_credentials');
  }
  // Guesses in flight together are judged one by one here: after the last one allowed, also the right password is refused.
  await lockOut.recordSuccess(keys);
  const membership = usable(await findMemberships(app.database, account.user_id), given.organisation);
  const passwordHash = outdated ? await app.passwords.hash(given.password) : undefined;
  await inOrganisation(app.database, membership.organisation_id, async (trx) => {
    await User.query(trx)
      .findById(account.user_id)
      .patch({ last_signed_in_at: trx.fn.now(), ...(passwordHash && { password_hash: passwordHash }) });
  });
  return signedInUser(account, given.email, membership);
}

function usable(memberships: AccountMembership[], slug: string | undefined): AccountMembership {
  const wanted = memberships.filter((membership) => slug === undefined || membership.slug === slug);
  const active = wanted.find((membership) => membership.status === 'active');
  if (active) return active;
  throw new ApiError(wanted.length === 0 ? 'not_a_member' : 'account_deactivated');
}

function signedInUser(account: Account, email: string, membership: AccountMembership): SignedInUser {
  return {
    id: account.user_id,
    email: email.toLowerCase(),
    role: membership.role,
    track: account.track,
    name: account.name,
    organisation_id: membership.organisation_id,
    email_verified: account.email_verified_at !== null,
  };
}
