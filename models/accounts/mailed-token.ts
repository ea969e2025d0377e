import type { Knex } from 'knex';
import { asPerson } from '../database/as-person.ts';
import { inSeconds } from './session.ts';

export type MailedTokenPurpose = 'verify_email' | 'reset_password';

/** How long each kind of mailed link works. */
const hours = { verify_email: 24, reset_password: 1 } as const;

/** Keeps the hash of a mailed link's secret. Earlier unused links of the same kind stop working. */
export async function saveMailedToken(
  trx: Knex.Transaction,
  token: { hash: Buffer; userId: string; purpose: MailedTokenPurpose },
): Promise<void> {
  await forgetMailedTokens(trx, token.userId, token.purpose);
  await asPerson(trx, token.userId, (own) =>
    own('mailed_tokens').insert({
      token_hash: token.hash,
      user_id: token.userId,
      purpose: token.purpose,
      expires_at: inSeconds(own, hours[token.purpose] * 3600),
    }),
  );
}

/** Makes a person's unused links of a kind stop working. */
export async function forgetMailedTokens(
  trx: Knex.Transaction,
  userId: string,
  purpose: MailedTokenPurpose,
): Promise<void> {
  await asPerson(trx, userId, (own) =>
    own('mailed_tokens').where({ user_id: userId, purpose }).whereNull('used_at').delete(),
  );
}

/**
 * Spends a mailed link: of two requests at once, one gets it.
 * @returns whose it was; 'unknown' when there is none, 'spent' when it was used or is too old
 */
export async function spendMailedToken(
  database: Knex,
  hash: Buffer,
  purpose: MailedTokenPurpose,
): Promise<{ userId: string } | 'unknown' | 'spent'> {
  const { rows } = await database.raw<{ rows: { person_id: string | null }[] }>(
    'select find_mailed_token_owner(?) as person_id',
    [hash],
  );
  const personId = rows[0]?.person_id;
  if (!personId) return 'unknown';
  return asPerson(database, personId, async (trx) => {
    const mailed = trx('mailed_tokens').where({ token_hash: hash, purpose });
    const spent = await mailed
      .clone()
      .whereNull('used_at')
      .where('expires_at', '>', trx.fn.now())
      .update({ used_at: trx.fn.now() });
    if (spent > 0) return { userId: personId };
    return (await mailed.first('user_id')) ? 'spent' : 'unknown';
  });
}
