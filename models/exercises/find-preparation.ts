import type { Knex } from 'knex';

export type Preparation = {
  /** Published. */
  ready: number;
  /** Drafts whose own solution waits to be run, or runs. */
  being_checked: number;
  /** Published since the oldest of these checks was asked for. */
  ready_since: number;
  /** Since that check was asked for; null when there is none. */
  seconds: number | null;
};

/** How far the exercises of the organisation are that cannot be opened yet, because their own solutions are still being checked. */
export async function findPreparation(trx: Knex.Transaction): Promise<Preparation> {
  const { rows } = await trx.raw<{ rows: [Preparation] }>(`
    with checks as materialized (
      select submissions.exercise_id, min(gradings.requested_at) as asked_at
      from gradings join submissions on submissions.id = gradings.submission_id
      where gradings.status in ('queued', 'running') and gradings.reason = 'solution_check' group by 1
    ), began as materialized (
      select min(asked_at) as at from checks join exercises on exercises.id = exercise_id and exercises.status = 'draft'
    )
    select count(*) filter (where exercises.status = 'published')::integer as ready,
      count(*) filter (where exercises.status = 'draft' and checks.exercise_id is not null)::integer as being_checked,
      count(*) filter (where exercises.status = 'published' and exercises.updated_at >= began.at)::integer as ready_since,
      extract(epoch from now() - max(began.at))::float8 as seconds
    from exercises cross join began left join checks on checks.exercise_id = exercises.id`);
  return rows[0];
}
