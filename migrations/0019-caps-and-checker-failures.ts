import type { Knex } from 'knex';

/** Indexed concurrently, so that nobody waits; each step may be run again. */
export const config = { transaction: false };

const indexes = {
  submissions_unfinished_by_user: `submissions (user_id) where purpose = 'attempt' and status in ('queued', 'running')`,
  runs_unfinished_by_user: `runs (user_id) where status in ('queued', 'running')`,
  // Authors see at which outputs their checker failed: a few among all that ever happened.
  process_events_of_checkers: `process_events (organisation_id, id desc) where event = 'checker_failed'`,
};

const catalogueTables = ['categories', 'courses', 'lessons', 'lesson_blocks', 'exercises'];

export async function up(knex: Knex): Promise<void> {
  for (const [name, on] of Object.entries(indexes)) {
    // What was left of an attempt that was broken off is no index.
    await knex.raw(`drop index concurrently if exists ${name}`);
    await knex.raw(`create index concurrently ${name} on ${on}`);
  }
  // A person is one, however many organisations they are a member of: what one sees of them alone would let them fill the queue of all.
  // Only a number comes out.
  await knex.raw(`
    create or replace function count_unfinished_submissions(person uuid) returns integer
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select count(*)::integer from submissions where user_id = person and purpose = 'attempt' and status in ('queued', 'running') $$;
    create or replace function count_unfinished_runs(person uuid) returns integer
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select count(*)::integer from runs where user_id = person and status in ('queued', 'running') $$;
    call protect_definer('count_unfinished_submissions(uuid)');
    call protect_definer('count_unfinished_runs(uuid)');
    grant execute on function count_unfinished_submissions(uuid), count_unfinished_runs(uuid) to waymark_application;

    -- Each API process keeps what anybody may read of a catalogue until it hears of this: once a transaction, however much it writes.
    create or replace function notify_catalogue() returns trigger language plpgsql as $$
    begin
      perform pg_notify('changes', '{"kind":"catalogue","id":"any"}');
      return null;
    end $$;
  `);
  for (const table of catalogueTables)
    await knex.raw(
      `create or replace trigger notify_catalogue after insert or update or delete on ${table} for each statement execute function notify_catalogue()`,
    );
}

export async function down(knex: Knex): Promise<void> {
  for (const table of catalogueTables) await knex.raw(`drop trigger if exists notify_catalogue on ${table}`);
  await knex.raw('drop function notify_catalogue()');
  await knex.raw('drop function count_unfinished_submissions(uuid), count_unfinished_runs(uuid)');
  for (const name of Object.keys(indexes)) await knex.raw(`drop index concurrently if exists ${name}`);
}
