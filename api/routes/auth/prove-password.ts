import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fieldFault } from '#domain/field-faults.ts';
import type { User } from '#models/accounts/user.ts';
import { ApiError } from '#api/errors.ts';
import { createLockOut } from '#api/rate-limits/lock-out.ts';

/**
 * Asks somebody who is signed in for their password once more. Wrong guesses count with failed sign-ins, so that a stolen session buys no more of them.
 * @param password.field of the request's body, which the answer names
 * @throws ApiError VALIDATION_ERROR (`wrongPassword`), or RATE_LIMITED after too many wrong ones
 */
export async function provePassword(
  app: FastifyInstance,
  request: FastifyRequest,
  person: User,
  password: { field: string; value: string },
): Promise<void> {
  const lockOut = createLockOut(app.database, app.config.lockOut);
  const keys = lockOut.keysOf(person.email ?? person.id, request.clientAddress);
  await lockOut.refuseIfLocked(keys);
  const { correct } = await app.passwords.verify(person.password_hash, password.value);
  if (correct) return lockOut.recordSuccess(keys);
  await lockOut.recordFailure(keys);
  throw wrongPassword(password.field);
}

/** @param field of the request's body */
export const wrongPassword = (field: string): ApiError =>
  new ApiError(
    'wrong_password',
    {},
    {
      reasons: { [field]: [fieldFault('password_wrong')] },
    },
  );
