import type { Knex } from 'knex';
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
  await trx('mailed_tokens').insert({
    token_hash: token.hash,
    user_id: token.userId,
    purpose: token.purpose,
    expires_at: inSeconds(trx, hours[token.purpose] * 3600),
  });
}

/** Makes a person's unused links of a kind stop working. */
export async function forgetMailedTokens(
  trx: Knex.Transaction,
  userId: string,
  purpose: MailedTokenPurpose,
): Promise<void> {
  await trx('mailed_tokens').where({ user_id: userId, purpose }).whereNull('used_at').delete();
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
  const [spent] = await database('mailed_tokens')
    .where({ token_hash: hash, purpose })
    .whereNull('used_at')
    .where('expires_at', '>', database.fn.now())
    .update({ used_at: database.fn.now() })
    .returning<{ user_id: string }[]>('user_id');
  if (spent) return { userId: spent.user_id };
  return (await database('mailed_tokens').where({ token_hash: hash, purpose }).first('user_id'))
    ? 'spent'
    : 'unknown';
}
