import type { Knex } from 'knex';

/**
 * How long it is until a stored moment, by the clock that stored it: a worker's own may be hours off.
 * @param moment null counts as now
 * @returns milliseconds, below zero when it is over
 */
export async function millisecondsUntil(trx: Knex, moment: Date | null): Promise<number> {
  const { rows } = await trx.raw<{ rows: [{ milliseconds: number }] }>(
    `select coalesce(round(extract(epoch from ?::timestamptz - clock_timestamp()) * 1000), 0)::float8 as milliseconds`,
    [moment],
  );
  return rows[0].milliseconds;
}
