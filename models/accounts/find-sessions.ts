import type { Knex } from 'knex';
import { asPerson } from '../database/as-person.ts';
import { Session } from './session.ts';

/** The living sessions of a person in one organisation, newest first. */
export async function findSessions(trx: Knex.Transaction, organisationId: string, userId: string) {
  const rows = await asPerson(trx, userId, async (own) =>
    Session.query(own)
      .where({ user_id: userId, organisation_id: organisationId })
      .whereNull('revoked_at')
      .where('expires_at', '>', own.fn.now())
      .orderBy('last_used_at', 'desc')
      .limit(100),
  );
  return rows.map(({ id, user_agent, address, acting_user_id, created_at, last_used_at, expires_at }) => ({
    id,
    user_agent,
    address,
    viewed_by: acting_user_id,
    created_at: created_at.toISOString(),
    last_used_at: last_used_at.toISOString(),
    expires_at: expires_at.toISOString(),
  }));
}
