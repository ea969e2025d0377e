import { Model } from 'objection';
import type { Knex } from 'knex';
import type { Role } from '#domain/permissions.ts';
import { Membership } from './membership.ts';

/** A person's account. One account may belong to several organisations; what differs there is in its membership. */
export class User extends Model {
  static override tableName = 'users';

  declare id: string;
  declare email: string | null;
  declare name: string;
  declare password_hash: string | null;
  declare email_verified_at: Date | null;
  declare track: 'DP' | 'FSD' | null;
  declare language: string;
  declare time_zone: string;
  /** SHA-256 of their picture, hex. */
  declare picture_hash: string | null;
  declare preferences: Record<string, unknown>;
  declare last_signed_in_at: Date | null;
  declare deleted_at: Date | null;
  declare created_at: Date;
  declare updated_at: Date;
}

export type NewAccount = {
  organisationId: string;
  /** null: a child without an address of their own. */
  email: string | null;
  name: string;
  /** From api/sessions/password-hasher.ts; null: cannot sign in by password. */
  passwordHash: string | null;
  role: Role;
  track?: 'DP' | 'FSD' | null;
  language?: string;
  timeZone?: string;
  /** Whether the address is proved to be theirs; absent, it is not. */
  verified?: boolean;
};

/**
 * Creates an account and its membership in one organisation.
 * @param trx inside the scope of that organisation
 * @returns the user's id
 * @throws UniqueViolationError (objection) when the e-mail has an account already
 */
export async function createAccount(trx: Knex.Transaction, account: NewAccount): Promise<string> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>('select uuidv7() as id');
  const id = rows[0]!.id;
  // Not "returning": the row is visible only once its membership is.
  await trx('users').insert({
    id,
    email: account.email,
    name: account.name,
    password_hash: account.passwordHash,
    track: account.track ?? null,
    language: account.language ?? 'en',
    time_zone: account.timeZone ?? 'UTC',
    email_verified_at: account.verified ? trx.fn.now() : null,
  });
  await Membership.query(trx).insert({
    organisation_id: account.organisationId,
    user_id: id,
    role: account.role,
  });
  return id;
}
