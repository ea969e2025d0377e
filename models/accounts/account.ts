import type { Knex } from 'knex';
import type { Role } from '#domain/permissions.ts';

export type Account = {
  user_id: string;
  name: string;
  track: 'DP' | 'FSD' | null;
  password_hash: string | null;
  email_verified_at: Date | null;
};

export type AccountMembership = {
  organisation_id: string;
  slug: string;
  name: string;
  primary_colour: string | null;
  role: Role;
  status: 'active' | 'deactivated';
};

/** Looks an account up by e-mail before any organisation is known. */
export async function findAccount(database: Knex, email: string): Promise<Account | undefined> {
  const { rows } = await database.raw<{ rows: Account[] }>('select * from find_account(?)', [email]);
  return rows[0];
}

/** The organisations a person belongs to, oldest membership first; those they left are not among them. */
export async function findMemberships(database: Knex, userId: string): Promise<AccountMembership[]> {
  const { rows } = await database.raw<{ rows: AccountMembership[] }>('select * from find_memberships(?)', [
    userId,
  ]);
  return rows;
}

export type FoundOrganisation = { id: string; slug: string; name: string; open_registration: boolean };

/** Looks an organisation up by its slug before a scope exists. */
export async function findOrganisation(database: Knex, slug: string): Promise<FoundOrganisation | undefined> {
  const { rows } = await database.raw<{ rows: FoundOrganisation[] }>('select * from find_organisation(?)', [
    slug,
  ]);
  return rows[0];
}

/**
 * Sets the scope of a transaction to the first organisation of a person who is not signed in (a mailed link, a reset).
 * @param otherwise the organisation whose scope is set for who belongs to none
 * @returns that membership; undefined when they belong to none
 */
export async function enterFirstOrganisation(
  trx: Knex.Transaction,
  userId: string,
  otherwise?: string,
): Promise<AccountMembership | undefined> {
  const [membership] = await findMemberships(trx, userId);
  const organisationId = membership?.organisation_id ?? otherwise;
  if (organisationId !== undefined)
    await trx.raw(`select set_config('waymark.organisation_id', ?, true)`, [organisationId]);
  return membership;
}
