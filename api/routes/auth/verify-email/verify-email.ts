import type { FastifyInstance, FastifyRequest } from 'fastify';
import { enterFirstOrganisation } from '#models/accounts/account.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { spendMailedToken } from '#models/accounts/mailed-token.ts';
import { User } from '#models/accounts/user.ts';
import { ApiError } from '#api/errors.ts';
import { hashOfToken } from '#api/secret-token.ts';

/**
 * Marks the address that a mailed link was sent to as its owner's.
 * @throws ApiError NOT_FOUND for a key that never was, GONE for one that was used or is older than 24 h
 */
export async function verifyEmail(app: FastifyInstance, request: FastifyRequest, key: string): Promise<void> {
  const userId = await app.database.transaction(async (trx) => {
    const spent = await spendMailedToken(trx, hashOfToken(key), 'verify_email');
    if (spent === 'unknown')
      throw new ApiError(
        'NOT_FOUND',
        'This link is not one of ours. Open the newest mail, or ask for a new one.',
      );
    if (spent === 'spent')
      throw new ApiError(
        'GONE',
        'This link has been used or is older than 24 hours. Sign in, and ask for a new one if need be.',
      );
    if (!(await enterFirstOrganisation(trx, spent.userId)))
      throw new ApiError('GONE', 'This account has been removed.');
    await User.query(trx)
      .findById(spent.userId)
      .whereNull('email_verified_at')
      .patch({ email_verified_at: new Date() });
    await recordAudit(trx, {
      actorId: spent.userId,
      action: 'user.email_verified',
      subjectType: 'user',
      subjectId: spent.userId,
      request,
    });
    return spent.userId;
  });
  await app.sessionCache.forgetUser(userId);
}
