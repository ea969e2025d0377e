import type { Knex } from 'knex';
import { createKeyHash } from './counted-key.ts';

export type RateLimitState = { allowed: boolean; limit: number; remaining: number; resetAt: number };

type Lease = {
  window: number;
  windowMs: number;
  left: number;
  usedByAll: number;
  pending: Promise<void> | null;
};

const hourMs = 3_600_000;
const maxKeys = 50_000;
/** A lease is at most this share of a limit: 20 requests of a limit of 1,000. */
const leaseShare = 1 / 50;
/** And at most this many requests, however high the limit is. */
const maxLease = 1000;

/**
 * Counts requests by key and window of time. Asking PostgreSQL at every request would cost more than most requests do, so a process takes
 * a lease of several requests from the shared table and counts them itself.
 *
 * An example: the limit is 1,000 an hour and two processes run. Each takes 20 (1,000 / 50) and answers 20 requests of that person without
 * asking anybody, then takes the next 20. From 920 on a lease is a quarter of what is left (20, then 15, then 11, at last 1), so that
 * little is unused in one process while the other refuses; together they never allow request 1,001.
 * `remaining` may be too low by what the other process has leased and not used: at most 20 here.
 * @param settings.minLease the least that a full lease takes, for limits below 50 times that
 * @param settings.secret for the hashes under which the table counts; the same in all processes
 */
export function createRateLimiter(
  database: Knex,
  { minLease, secret }: { minLease: number; secret: string },
  now: () => number = Date.now,
) {
  const leases = new Map<string, Lease>();
  const hashOf = createKeyHash(secret);

  async function take(key: string, entry: Lease, limit: number): Promise<void> {
    // The amount is decided under the row's lock: `used` before this statement is what `returning old` gives (PostgreSQL 18).
    const { rows } = await database.raw<{ rows: { taken: number; used: number }[] }>(
      `insert into rate_limit_leases as l (key, window_start, used) values (:key, to_timestamp(:start), least(:lease::integer, :limit::integer))
       on conflict (key, window_start) do update set used = l.used + least(:lease::integer, greatest(1, (:limit::integer - l.used) / 4))
         where l.used < :limit::integer
       returning new.used - coalesce(old.used, 0) as taken, new.used`,
      { key: hashOf(key), start: entry.window / 1000, lease: leaseOf(limit), limit },
    );
    entry.left += rows[0]?.taken ?? 0;
    entry.usedByAll = rows[0]?.used ?? limit;
  }

  function leaseOf(limit: number): number {
    return Math.max(minLease, Math.min(maxLease, Math.floor(limit * leaseShare)));
  }

  function entryOf(key: string, windowMs: number): Lease {
    const window = Math.floor(now() / windowMs) * windowMs;
    const known = leases.get(key);
    if (known?.window === window) return known;
    const entry: Lease = { window, windowMs, left: 0, usedByAll: 0, pending: null };
    if (leases.size >= maxKeys) leases.delete(leases.keys().next().value!);
    leases.set(key, entry);
    return entry;
  }

  function stateOf(entry: Lease, limit: number, allowed: boolean): RateLimitState {
    const remaining = allowed ? Math.max(0, limit - entry.usedByAll) + entry.left : 0;
    return { allowed, limit, remaining, resetAt: (entry.window + entry.windowMs) / 1000 };
  }

  function refill(key: string, entry: Lease, limit: number): Promise<void> {
    return (entry.pending ??= take(key, entry, limit).finally(() => (entry.pending = null)));
  }

  function useOne(key: string, entry: Lease, limit: number): RateLimitState {
    entry.left -= 1;
    // Asked for ahead, so that hardly a request waits for it. Should that fail, whoever finds the lease empty asks again and hears why.
    if (entry.left < leaseOf(limit) / 4 && entry.usedByAll < limit && !entry.pending)
      refill(key, entry, limit).catch(() => undefined);
    return stateOf(entry, limit, true);
  }

  async function countWhenRefilled(key: string, entry: Lease, limit: number): Promise<RateLimitState> {
    while (entry.left === 0) {
      if (entry.usedByAll >= limit) return stateOf(entry, limit, false);
      await refill(key, entry, limit);
    }
    return useOne(key, entry, limit);
  }

  return {
    /** Counts one request against `limit` a window, at once while the lease lasts; `resetAt` is in epoch seconds. A key has one length of window. */
    count(key: string, limit: number, windowMs = hourMs): RateLimitState | Promise<RateLimitState> {
      const entry = entryOf(key, windowMs);
      return entry.left > 0 ? useOne(key, entry, limit) : countWhenRefilled(key, entry, limit);
    },
  };
}
