import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { ApiError } from '../errors.ts';
import { createKeyHash } from './counted-key.ts';
import { networkOf } from './network.ts';

export type LockOutSettings = {
  accountFailures: number;
  addressFailures: number;
  minutes: number;
  /** For the hashes under which addresses are counted; the same in all processes. */
  secret: string;
};
type Keys = { account: string; address: string };

/** An account or address with a run of failures that lies wholly in the past starts anew. */
const stale = `coalesce(f.locked_until <= now(), f.first_failed_at < now() - make_interval(mins => :minutes))`;
const failures = `case when ${stale} then 1 else f.failures + 1 end`;
/** Changes nothing, and so returns nothing, while the key is locked. */
const countFailure = `
  insert into sign_in_failures as f (key, failures, locked_until)
    values (:key, 1, case when :allowed <= 1 then now() + make_interval(mins => :minutes) end)
  on conflict (key) do update set
    failures = ${failures},
    first_failed_at = case when ${stale} then now() else f.first_failed_at end,
    locked_until = case when ${failures} >= :allowed then now() + make_interval(mins => :minutes) end
  where f.locked_until is null or f.locked_until <= now()
  returning f.key`;

/**
 * Locks an account, or an address, after too many failed sign-ins (ACC-11). All counts are rows, changed by single statements, so any number
 * of API processes together allow exactly the configured number of guesses.
 */
export function createLockOut(database: Knex, settings: LockOutSettings) {
  const hashOf = createKeyHash(settings.secret);
  async function refuseIfLocked(keys: Keys): Promise<void> {
    const { rows } = await database.raw<{ rows: { seconds: number | null }[] }>(
      'select extract(epoch from max(locked_until) - now())::float8 as seconds from sign_in_failures where key in (?, ?) and locked_until > now()',
      [keys.account, keys.address],
    );
    const seconds = rows[0]?.seconds;
    if (seconds == null) return;
    throw new ApiError('locked_out', { minutes: Math.ceil(seconds / 60) }, { retryAfterSeconds: seconds });
  }

  return {
    keysOf: (email: string, address: string): Keys => ({
      account: accountKey(email),
      address: `address:${hashOf(networkOf(address))}`,
    }),

    /** @throws ApiError RATE_LIMITED while the account or the address is locked */
    refuseIfLocked,

    /** @throws ApiError RATE_LIMITED when other guesses locked it meanwhile: this one must not learn that it was wrong */
    async recordFailure(keys: Keys): Promise<void> {
      const limits = [
        [keys.account, settings.accountFailures],
        [keys.address, settings.addressFailures],
      ] as const;
      for (const [key, allowed] of limits) {
        const { rows } = await database.raw<{ rows: unknown[] }>(countFailure, {
          key,
          allowed,
          minutes: settings.minutes,
        });
        if (rows.length === 0) await refuseIfLocked(keys);
      }
    },

    /**
     * Forgets the account's failures; those of the address stay, so that an account of one's own buys no more guesses at others.
     * @throws ApiError RATE_LIMITED when other guesses locked it meanwhile
     */
    async recordSuccess(keys: Keys): Promise<void> {
      await refuseIfLocked(keys);
      await database('sign_in_failures')
        .where({ key: keys.account })
        .whereRaw('(locked_until is null or locked_until <= now())')
        .delete();
    },

    /** Unlocks an account: an admin said so, or its owner set a new password. */
    async forget(email: string): Promise<void> {
      await database('sign_in_failures')
        .where({ key: accountKey(email) })
        .delete();
    },
  };
}

/** Says nothing about whether there is such an account. Without the secret, because the database looks for it too: who is locked, and whom to erase. */
function accountKey(email: string): string {
  return `account:${createHash('sha256').update(email.trim().toLowerCase()).digest('hex')}`;
}
