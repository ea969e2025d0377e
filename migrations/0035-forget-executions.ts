import type { Knex } from 'knex';

/** Indexed concurrently, so that nobody waits; each step may be run again. */
export const config = { transaction: false };

/** While something is away each try of each waiting grading is a row; once they are long past they are of use to nobody. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('drop index concurrently if exists executions_in_vain');
  await knex.raw(
    `create index concurrently executions_in_vain on executions (ended_at) where outcome = 'system_error'`,
  );
  await knex.raw(`
    grant delete on executions to waymark_definer;
    create or replace function forget_executions(kept interval, at_most integer) returns integer language sql security definer set search_path = pg_catalog, public, pg_temp as $$
      with gone as (
        delete from executions where id in (select id from executions where outcome = 'system_error' and ended_at < now() - kept order by ended_at limit at_most) returning 1
      )
      select count(*)::integer from gone
    $$;
    call protect_definer('forget_executions(interval, integer)');
    grant execute on function forget_executions to waymark_application;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function forget_executions;
    revoke delete on executions from waymark_definer;
  `);
  await knex.raw('drop index concurrently executions_in_vain');
}
