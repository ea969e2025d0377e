import type { Knex } from 'knex';
import { pseudonym } from '#domain/processes/erase-person.ts';
import { revokeSessions } from './session.ts';

/** Ends a person's membership: nobody is assigned to them, or they to anybody, their public profile is gone and their sessions there are over. What they made is erased apart. */
export async function leaveOrganisation(
  trx: Knex.Transaction,
  organisationId: string,
  userId: string,
): Promise<void> {
  // What the person is handing in at this moment holds a key lock here: it is written before they leave, and erased with the rest.
  await trx('memberships').where({ user_id: userId }).forUpdate().select('user_id');
  await trx('trainer_assignments').where({ student_id: userId }).orWhere({ trainer_id: userId }).delete();
  await trx('guardianships').where({ parent_id: userId }).orWhere({ child_id: userId }).delete();
  await trx('public_profiles').where({ user_id: userId }).delete();
  await trx('memberships').where({ user_id: userId }).update({ status: 'left' });
  await revokeSessions(trx, { user_id: userId, organisation_id: organisationId }, 'deleted');
}

/**
 * Erases what a person made in an organisation that they have left: code, output, comments. Verdicts, scores and progress stay.
 * @throws an error of PostgreSQL (WM004) while they are a member there
 */
export async function eraseContent(
  trx: Knex.Transaction,
  organisationId: string,
  userId: string,
): Promise<void> {
  await trx.raw('select erase_content(?, ?)', [userId, organisationId]);
}

/**
 * Erases who an account was. Its row stays, empty, because immutable rows (submissions, audit) point at it; nothing in it tells the person.
 * @param trx inside the scope of an organisation they have been in
 */
export async function emptyAccount(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx('user_pictures').where({ user_id: userId }).delete();
  await trx('users').where({ id: userId }).update({
    email: null,
    name: pseudonym,
    password_hash: null,
    picture_hash: null,
    preferences: '{}',
    track: null,
    language: 'en',
    time_zone: 'UTC',
    email_verified_at: null,
    last_signed_in_at: null,
    deleted_at: trx.fn.now(),
  });
}
