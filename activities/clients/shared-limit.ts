import type { Knex } from 'knex';

/** How often a provider's account may be asked, by all workers of all machines together. */
export type CallLimit = {
  /** Whose limit it is: `mail`, `stripe`; workers that use the same account say the same. */
  account: string;
  /** In any 60 seconds at most so many. */
  perMinute: number;
  /** Of these, side by side after a rest; the others evenly. From 1 to `perMinute`. */
  atOnce: number;
};

export type SharedLimit = {
  /**
   * Asks for one call.
   * @param hasWaited false: stands behind those who were told their turn
   * @returns 0, or in how many seconds to ask again: a turn of one's own
   */
  take(hasWaited: boolean): Promise<number>;
  /** The provider wants to be left alone, by everybody. */
  close(seconds: number): Promise<void>;
};

/** However long a provider wants to be left alone, it is asked again after an hour: GitHub's window, the longest of those we ask. */
export const longestClosedSeconds = 3_600;

/**
 * A limit that lives in PostgreSQL, counted by its clock (`take_provider_call`, migration 0020).
 * @param database a pool of the application's role
 * @throws RangeError for a limit that allows nothing, or more at once than in a minute
 */
export function shareLimit(database: Knex, { account, perMinute, atOnce }: CallLimit): SharedLimit {
  if (!(atOnce >= 1 && atOnce <= perMinute))
    throw new RangeError(
      `The limit of “${account}” allows ${atOnce} calls at once and ${perMinute} a minute.`,
    );
  return {
    take: async (hasWaited) => {
      const { rows } = await database.raw<{ rows: [{ seconds: number }] }>(
        'select take_provider_call(?, ?, ?, ?) as seconds',
        [account, perMinute, atOnce, hasWaited],
      );
      return rows[0].seconds;
    },
    close: async (seconds) => {
      const bounded = Math.min(Math.max(seconds, 0), longestClosedSeconds);
      await database.raw('select close_provider(?, ?)', [account, bounded]);
    },
  };
}
