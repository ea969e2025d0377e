import { Model } from 'objection';
import type { Knex } from 'knex';

export type InvitedRole = 'student' | 'trainer' | 'parent' | 'admin';

/** An offer to join an organisation with a role, mailed to one address. */
export class Invitation extends Model {
  static override tableName = 'invitations';

  declare id: string;
  declare organisation_id: string;
  declare email: string;
  declare role: InvitedRole;
  declare token_hash: Buffer;
  declare invited_by: string;
  declare expires_at: Date;
  declare accepted_at: Date | null;
  declare created_at: Date;
}

export type FoundInvitation = {
  id: string;
  organisation_id: string;
  organisation_name: string;
  email: string;
  role: InvitedRole;
  expires_at: Date;
  accepted_at: Date | null;
  /** By the database's clock, which all processes share. */
  expired: boolean;
};

/** Looks an invitation up by its mailed secret, before any organisation is known. */
export async function findInvitation(
  database: Knex,
  tokenHash: Buffer,
): Promise<FoundInvitation | undefined> {
  const { rows } = await database.raw<{ rows: FoundInvitation[] }>(
    'select *, expires_at <= now() as expired from find_invitation(?)',
    [tokenHash],
  );
  return rows[0];
}

/**
 * Makes an address's open invitations to the organisation in scope stop working.
 * @param email null: there is nothing to withdraw
 */
export async function withdrawInvitations(trx: Knex.Transaction, email: string | null): Promise<void> {
  if (email !== null) await Invitation.query(trx).delete().where({ email }).whereNull('accepted_at');
}
