import type { Knex } from 'knex';
import { asPerson } from '../database/as-person.ts';
import { revokeSessions } from './session.ts';

/** Ends a person's membership: nobody is assigned to them, or they to anybody, their public profile is gone and their sessions there are over. Results stay for the statistics. */
export async function leaveOrganisation(
  trx: Knex.Transaction,
  organisationId: string,
  userId: string,
): Promise<void> {
  await trx('trainer_assignments').where({ student_id: userId }).orWhere({ trainer_id: userId }).delete();
  await trx('guardianships').where({ parent_id: userId }).orWhere({ child_id: userId }).delete();
  await trx('public_profiles').where({ user_id: userId }).delete();
  await trx('memberships').where({ user_id: userId }).update({ status: 'left' });
  await revokeSessions(trx, { user_id: userId, organisation_id: organisationId }, 'deleted');
}

/**
 * Erases who an account was. Its row stays, empty, because immutable rows (submissions, audit) point at it; nothing in it tells the person.
 * @param trx inside the scope of the last organisation they belonged to
 */
export async function erasePerson(trx: Knex.Transaction, userId: string): Promise<void> {
  await asPerson(trx, userId, async (own) => {
    for (const table of ['sessions', 'mailed_tokens', 'idempotency_keys'])
      await own(table).where({ user_id: userId }).delete();
  });
  await trx('mails').where({ user_id: userId }).update({ recipient: 'erased', parameters: '{}' });
  await trx('submissions').where({ user_id: userId }).update({ files: '[]' });
  await trx('runs').where({ user_id: userId }).update({ files: '[]', stdin: null, result: null });
  await trx('user_pictures').where({ user_id: userId }).delete();
  await trx('users').where({ id: userId }).update({
    email: null,
    name: 'Former member',
    password_hash: null,
    picture_hash: null,
    preferences: '{}',
    track: null,
    email_verified_at: null,
    last_signed_in_at: null,
    deleted_at: trx.fn.now(),
  });
}
