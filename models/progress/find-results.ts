import type { Knex } from 'knex';
import { bestResults, chargeBindings } from './in-charge.ts';
import type { Charge } from './in-charge.ts';

export type ResultsRow = {
  /** Ten counts of nine points each and one of full marks: 0 is 0 to 9 %, 10 is 100 %. */
  tenths: number[];
  results: number;
  students: number;
  exercises: number;
};

/** How the best results of the students in somebody's charge are distributed, one result for each student and exercise. */
export async function findResults(trx: Knex.Transaction, charge: Charge): Promise<ResultsRow> {
  const { rows } = await trx.raw<{ rows: [ResultsRow] }>(
    `with results as materialized (${bestResults(charge)}),
       placed as (select case when max_score > 0 then least(10, greatest(0, floor(best_score * 10 / max_score)))::integer when solved_at is not null then 10 else 0 end as tenth from results)
     select (select json_agg((select count(*)::integer from placed where placed.tenth = tenths.tenth) order by tenths.tenth) from generate_series(0, 10) as tenths (tenth)) as tenths,
       (select count(*)::integer from results) as results, (select count(distinct user_id)::integer from results) as students,
       (select count(distinct exercise_id)::integer from results) as exercises`,
    chargeBindings(charge),
  );
  return rows[0];
}
