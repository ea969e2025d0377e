import type { Knex } from 'knex';
import { countedPage } from '../database/counted-page.ts';
import { bestResults, chargeBindings } from './in-charge.ts';
import type { Charge } from './in-charge.ts';

export type DifficultyRow = {
  slug: string;
  title: string;
  tried: number;
  solved: number;
  attempts: number;
};

/** What the list can be sorted by, as SQL; each ends with the title, so that pages do not overlap. */
const orders = {
  title: 'title',
  tried: 'tried',
  solved: 'solved::numeric / tried',
  attempts: 'attempts::numeric / tried',
} as const;
export const difficultyOrders = Object.keys(orders) as (keyof typeof orders)[];

/**
 * Exercise by exercise how many of the students in somebody's charge handed something in, how many of them solved it, and with how many attempts in all.
 * @param wanted.page from 1
 * @returns one page, and how many exercises there are in all
 */
export async function findDifficulty(
  trx: Knex.Transaction,
  wanted: {
    charge: Charge;
    order: { by: keyof typeof orders; descending: boolean };
    page: number;
    pageSize: number;
  },
): Promise<{ count: number; rows: DifficultyRow[] }> {
  const { charge, order, page, pageSize } = wanted;
  const { rows } = await trx.raw<{ rows: (DifficultyRow & { count: number })[] }>(
    `with exercised as materialized (
         select exercise_id, count(*)::integer as tried, count(solved_at)::integer as solved, sum(attempts)::integer as attempts
         from (${bestResults(charge)}) results group by exercise_id),
       listed as (
         select exercises.slug, versions.title, tried, solved, attempts from exercised join exercises on exercises.id = exercise_id
           join exercise_versions versions on versions.id = exercises.published_version_id),
       wanted as (select *, row_number() over (order by ${orders[order.by]} ${order.descending ? 'desc' : 'asc'}, tried desc, title, slug) as place from listed)
     select counted.count, slug, title, tried, solved, attempts
     from (select count(*)::integer as count from listed) counted
       left join wanted on place > :skipped and place <= :last order by place`,
    { ...chargeBindings(charge), skipped: (page - 1) * pageSize, last: page * pageSize },
  );
  return countedPage(rows, 'slug');
}
