import type { Knex } from 'knex';
import { asPerson } from '../database/as-person.ts';

export type MailedTokenPurpose = 'verify_email' | 'reset_password';

/** How long each kind of mailed link works. */
const hours = { verify_email: 24, reset_password: 1 } as const;

/**
 * Keeps the hash of a mailed link's secret. Of the earlier unused links of the same kind the newest goes on working: it may arrive last.
 * @param token.unlessWithin seconds: nothing is kept when another was within them
 * @param token.wanted false: nothing is kept, by the same statement
 * @returns whether it was kept
 */
export async function saveMailedToken(
  trx: Knex.Transaction,
  token: {
    hash: Buffer;
    userId: string;
    purpose: MailedTokenPurpose;
    unlessWithin?: number;
    wanted?: boolean;
  },
): Promise<boolean> {
  const { hash, userId, purpose, unlessWithin = 0, wanted = true } = token;
  return asPerson(trx, userId, async (own) => {
    const { rows } = await own.raw<{ rows: unknown[] }>(
      `with theirs as (select token_hash, created_at, used_at from mailed_tokens where user_id = :userId and purpose = :purpose),
         keeping as (select :wanted and not exists (select from theirs where created_at > now() - make_interval(secs => :unlessWithin)) as it),
         newest as (select token_hash from theirs where used_at is null order by created_at desc limit 1),
         outdated as (delete from mailed_tokens where user_id = :userId and purpose = :purpose and used_at is null
           and token_hash not in (select token_hash from newest) and (select it from keeping))
       insert into mailed_tokens (token_hash, user_id, purpose, expires_at)
         select :hash, :userId, :purpose, now() + make_interval(hours => :hours) from keeping where it returning purpose`,
      { hash, userId, purpose, unlessWithin, wanted, hours: hours[purpose] },
    );
    return rows.length > 0;
  });
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

type FoundToken = { userId: string } | 'unknown' | 'spent';

/** What `spendMailedToken` would say, without spending it. */
export const findMailedToken = (
  database: Knex,
  hash: Buffer,
  purpose: MailedTokenPurpose,
): Promise<FoundToken> =>
  withMailedToken(database, hash, purpose, async (usable) => (await usable.first('purpose')) !== undefined);

/**
 * Spends a mailed link: of two requests at once, one gets it.
 * @returns whose it was; 'unknown' when there is none, 'spent' when it was used or is too old
 */
export const spendMailedToken = (
  database: Knex,
  hash: Buffer,
  purpose: MailedTokenPurpose,
): Promise<FoundToken> =>
  withMailedToken(
    database,
    hash,
    purpose,
    async (usable, trx) => (await usable.update({ used_at: trx.fn.now() })) > 0,
  );

/** @param take is given the link when it is unused and young enough, and says whether there was one */
async function withMailedToken(
  database: Knex,
  hash: Buffer,
  purpose: MailedTokenPurpose,
  take: (usable: Knex.QueryBuilder, trx: Knex.Transaction) => Promise<boolean>,
): Promise<FoundToken> {
  const { rows } = await database.raw<{ rows: { person_id: string | null }[] }>(
    'select find_mailed_token_owner(?) as person_id',
    [hash],
  );
  const personId = rows[0]?.person_id;
  if (!personId) return 'unknown';
  return asPerson(database, personId, async (trx) => {
    const mailed = trx('mailed_tokens').where({ token_hash: hash, purpose });
    const usable = mailed.clone().whereNull('used_at').where('expires_at', '>', trx.fn.now());
    if (await take(usable, trx)) return { userId: personId };
    return (await mailed.first('user_id')) ? 'spent' : 'unknown';
  });
}
