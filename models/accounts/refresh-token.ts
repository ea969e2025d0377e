import type { Knex } from 'knex';
import { inSeconds, refreshTokenDays, revokeSessions } from './session.ts';

/** Two tabs that refresh at the same moment send the same token: within this time the second is no thief. */
const graceSeconds = 10;

type Row = {
  session_id: string;
  sequence: number;
  expired: boolean;
  used: boolean;
  within_grace: boolean;
  user_id: string;
  organisation_id: string;
  revoked: boolean;
};

export type Rotation =
  | { outcome: 'rotated'; sessionId: string; userId: string; organisationId: string }
  | { outcome: 'refused' }
  | { outcome: 'reused'; sessionId: string; userId: string; organisationId: string };

/**
 * Spends a refresh token and puts its successor in its place. A token spent less than 10 s ago whose successor is still unused
 * counts as the same request again; any other second use ends the family (ACC-2).
 * @param hashes SHA-256 of the token and of the successor derived from it
 */
export async function rotateRefreshToken(
  trx: Knex.Transaction,
  hashes: { token: Buffer; successor: Buffer },
): Promise<Rotation> {
  await showOwnRows(trx, hashes.token);
  const { rows } = await trx.raw<{ rows: Row[] }>(
    `select session_id, sequence, t.expires_at <= now() as expired, used_at is not null as used,
       coalesce(used_at > now() - make_interval(secs => ?), false) as within_grace,
       user_id, organisation_id, revoked_at is not null as revoked
     from refresh_tokens t join sessions s on s.id = t.session_id where token_hash = ? for update of s, t`,
    [graceSeconds, hashes.token],
  );
  const row = rows[0];
  if (!row || row.revoked || row.expired) return { outcome: 'refused' };
  const session = { sessionId: row.session_id, userId: row.user_id, organisationId: row.organisation_id };
  if (!row.used) {
    await spend(trx, row, hashes);
    return { outcome: 'rotated', ...session };
  }
  const successor = await trx('refresh_tokens')
    .where({ token_hash: hashes.successor, session_id: row.session_id })
    .whereNull('used_at')
    .first<{ sequence: number } | undefined>('sequence');
  if (successor && row.within_grace) return { outcome: 'rotated', ...session };
  await revokeSessions(trx, { id: row.session_id }, 'refresh_token_reused');
  return { outcome: 'reused', ...session };
}

/**
 * Whose refresh token this is, if `rotateRefreshToken` would give a successor for it now.
 * @returns the person's id, else null
 */
export async function findRefresher(
  database: Knex,
  hashes: { token: Buffer; successor: Buffer },
): Promise<string | null> {
  return database.transaction(async (trx) => {
    await showOwnRows(trx, hashes.token);
    const { rows } = await trx.raw<{ rows: { user_id: string }[] }>(
      `select user_id from refresh_tokens t join sessions s on s.id = t.session_id
       where token_hash = ? and t.expires_at > now() and revoked_at is null and (used_at is null or used_at > now() - make_interval(secs => ?)
         and exists (select from refresh_tokens next where next.token_hash = ? and next.session_id = s.id and next.used_at is null))`,
      [hashes.token, graceSeconds, hashes.successor],
    );
    return rows[0]?.user_id ?? null;
  });
}

/** Whoever holds the token may see the rows of its person. */
const showOwnRows = (trx: Knex.Transaction, token: Buffer): Knex.Raw =>
  trx.raw(`select set_config('waymark.person_id', coalesce(find_refresh_token_owner(?)::text, ''), true)`, [
    token,
  ]);

async function spend(
  trx: Knex.Transaction,
  row: Row,
  hashes: { token: Buffer; successor: Buffer },
): Promise<void> {
  const expires = inSeconds(trx, refreshTokenDays * 86_400);
  await trx('refresh_tokens').where({ token_hash: hashes.token }).update({ used_at: trx.fn.now() });
  await trx('refresh_tokens').insert({
    token_hash: hashes.successor,
    session_id: row.session_id,
    sequence: row.sequence + 1,
    expires_at: expires,
  });
  await trx('sessions')
    .where({ id: row.session_id })
    .update({ last_used_at: trx.fn.now(), expires_at: expires });
}
