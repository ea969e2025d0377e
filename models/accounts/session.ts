import { Model } from 'objection';
import type { Knex } from 'knex';
import { asPerson } from '../database/as-person.ts';

export const refreshTokenDays = 7;

/** One signed-in device: the family of refresh tokens that follow each other. */
export class Session extends Model {
  static override tableName = 'sessions';

  declare id: string;
  declare user_id: string;
  declare organisation_id: string;
  declare user_agent: string | null;
  declare address: string | null;
  declare acting_user_id: string | null;
  /** The parent's session from which this one was opened, and with which it ends. */
  declare acting_session_id: string | null;
  declare expires_at: Date;
  declare created_at: Date;
  declare last_used_at: Date;
  declare revoked_at: Date | null;
  declare revoked_reason: string | null;
}

export type NewSession = {
  userId: string;
  organisationId: string;
  userAgent: string | undefined;
  address: string;
  /** SHA-256 of the first refresh token; null: a session without refresh, which ends with its access token. */
  refreshTokenHash: Buffer | null;
  /** How long it lives without being refreshed. */
  seconds: number;
  /** The parent who views as this child, and the session they do it from. */
  acting?: { userId: string; sessionId: string };
};

/**
 * Opens a session.
 * @returns its id
 */
export async function openSession(database: Knex, session: NewSession): Promise<string> {
  return asPerson(database, session.userId, async (trx) => {
    const [row] = await trx('sessions')
      .insert({
        user_id: session.userId,
        organisation_id: session.organisationId,
        user_agent: session.userAgent?.slice(0, 300) ?? null,
        address: session.address,
        acting_user_id: session.acting?.userId ?? null,
        acting_session_id: session.acting?.sessionId ?? null,
        expires_at: inSeconds(trx, session.seconds),
      })
      .returning<{ id: string }[]>('id');
    const { id } = row!;
    if (session.refreshTokenHash) {
      await trx('refresh_tokens').insert({
        token_hash: session.refreshTokenHash,
        session_id: id,
        sequence: 1,
        expires_at: inSeconds(trx, session.seconds),
      });
    }
    return id;
  });
}

/**
 * Ends one session, or all of a person's; ended ones keep the reason they ended for first.
 * @param options.except the id of a session that goes on
 */
export async function revokeSessions(
  database: Knex,
  which: { id: string } | { user_id: string; organisation_id?: string },
  reason: string,
  options: { except?: string } = {},
): Promise<void> {
  const personId = 'user_id' in which ? which.user_id : await findSessionOwner(database, which.id);
  if (personId === null) return;
  await asPerson(database, personId, async (trx) => {
    const ending = trx('sessions').where(which).whereNull('revoked_at');
    if (options.except !== undefined) ending.whereNot({ id: options.except });
    await ending.update({ revoked_at: trx.fn.now(), revoked_reason: reason });
  });
}

async function findSessionOwner(database: Knex, sessionId: string): Promise<string | null> {
  const { rows } = await database.raw<{ rows: { person_id: string | null }[] }>(
    'select find_session_owner(?) as person_id',
    [sessionId],
  );
  return rows[0]?.person_id ?? null;
}

/** A time by PostgreSQL's clock, so that API processes need not agree on theirs. */
export function inSeconds(database: Knex, seconds: number): Knex.Raw {
  return database.raw(`now() + make_interval(secs => ?)`, [seconds]);
}
