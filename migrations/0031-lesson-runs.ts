import type { Knex } from 'knex';

/** Indexed concurrently, so that nobody waits; each step may be run again. */
export const config = { transaction: false };

const indexes = {
  runs_by_lesson:
    'index concurrently runs_by_lesson on runs (organisation_id, lesson_id) where lesson_id is not null',
  runs_by_token: 'unique index concurrently runs_by_token on runs (token_hash) where token_hash is not null',
  // A visitor's run is let in only while few of them are unfinished.
  processes_of_visitors: `index concurrently processes_of_visitors on processes (organisation_id) where kind = 'run-visitor-code' and finished_at is null`,
};

// The body is that of 0016, sign by sign, so that what is taken back is as it was.
const forgetProcesses = (runs: string) => `
    create or replace function forget_processes(forgotten_kind text, kept interval, at_most integer) returns integer language plpgsql
      security definer set search_path = pg_catalog, public, pg_temp as $$
    declare gone text[];
    begin
      with old as (
        select workflow_id from processes where kind = forgotten_kind and finished_at < now() - kept
        order by finished_at limit at_most for update skip locked
      ), removed as (
        delete from processes using old where processes.workflow_id = old.workflow_id returning processes.workflow_id
      )
      select coalesce(array_agg(workflow_id), '{}') into gone from removed;
      delete from process_events where workflow_id = any (gone);
      ${runs}
      if forgotten_kind = 'send-mail' then delete from mails where 'send-mail:' || id = any (gone); end if;
      if forgotten_kind = 'export-person' then delete from personal_archives where 'export-person:' || id = any (gone); end if;
      if forgotten_kind = 'erase-person' then delete from erasures where 'erase-person:' || id = any (gone); end if;
      return cardinality(gone);
    end $$;
    call protect_definer('forget_processes(text, interval, integer)');
`;

const forgetRuns = `if forgotten_kind in ('run-code', 'run-visitor-code') then delete from runs where forgotten_kind || ':' || id = any (gone); end if;`;
const forgetRunsBefore = `if forgotten_kind = 'run-code' then delete from runs where 'run-code:' || id = any (gone); end if;`;

/** Whoever leaves runs nothing more (0022); a visitor has nothing to leave. */
const formerMembers = (when: string) => `
  create or replace trigger refuse_former_member before insert on runs for each row ${when}
    execute function refuse_former_member('user_id');
`;

/** Runs that are over within the hour are found by nobody: neither kind stands in the search. */
const searchTriggers = (kinds: string) => `
  create or replace trigger search_changed after insert or update of user_id on processes for each row
    when (new.kind not in (${kinds})) execute function search_row_changed('process', 'row_id');
  create or replace trigger search_removed after delete on processes for each row
    when (old.kind not in (${kinds})) execute function search_row_changed('process', 'row_id');
`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- locks runs: columns without a default and checks that are not valid are rows in the catalogue
    -- locks processes: a trigger that is replaced is a row in the catalogue
    alter table runs
      add column if not exists lesson_id uuid,   -- whose code it began as; null: an exercise's, or an author's
      add column if not exists token_hash text,  -- of a visitor's run: SHA-256 of what they read it with
      alter column user_id drop not null,
      drop constraint if exists runs_check,
      drop constraint if exists runs_has_what_runs,
      drop constraint if exists runs_has_a_reader,
      drop constraint if exists runs_of_lesson,
      add constraint runs_has_what_runs check (
        exercise_version_id is not null or (limits is not null and (tests is not null or (lesson_id is not null and stdin is not null)))
      ) not valid,
      -- A run is somebody's, or a visitor's; then it belongs to a lesson.
      add constraint runs_has_a_reader check (
        (user_id is null) = (token_hash is not null) and (user_id is not null or lesson_id is not null)
      ) not valid,
      add constraint runs_of_lesson foreign key (organisation_id, lesson_id) references lessons (organisation_id, id) on delete cascade not valid;
    ${forgetProcesses(forgetRuns)}
    ${formerMembers('when (new.user_id is not null)')}
    ${searchTriggers(`'run-code', 'run-visitor-code'`)}
  `);
  await knex.raw('alter table runs validate constraint runs_has_what_runs');
  await knex.raw('alter table runs validate constraint runs_has_a_reader');
  await knex.raw('alter table runs validate constraint runs_of_lesson');
  for (const [name, index] of Object.entries(indexes)) {
    // What was left of an attempt that was broken off is no index.
    await knex.raw(`drop index concurrently if exists ${name}`);
    await knex.raw(`create ${index}`);
  }
}

/** Runs of lessons are kept for an hour at most: the version before has no place for them. */
export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(indexes)) await knex.raw(`drop index concurrently if exists ${name}`);
  await knex.raw(`
    ${searchTriggers(`'run-code'`)}
    ${formerMembers('')}
    ${forgetProcesses(forgetRunsBefore)}
    delete from process_events where workflow_id like 'run-visitor-code:%'
      or workflow_id in (select 'run-code:' || id from runs where lesson_id is not null);
    delete from outbox where workflow_id like 'run-visitor-code:%'
      or workflow_id in (select 'run-code:' || id from runs where lesson_id is not null);
    delete from processes where kind = 'run-visitor-code'
      or workflow_id in (select 'run-code:' || id from runs where lesson_id is not null);
    delete from runs where lesson_id is not null;
    alter table runs drop constraint runs_has_a_reader, drop constraint runs_has_what_runs,
      add constraint runs_check check (exercise_version_id is not null or (tests is not null and limits is not null)) not valid,
      drop column token_hash, drop column lesson_id;
    alter table runs add constraint runs_user_id_known check (user_id is not null) not valid;
    alter table runs validate constraint runs_check;
    alter table runs validate constraint runs_user_id_known;
    alter table runs alter column user_id set not null;
    alter table runs drop constraint runs_user_id_known;
  `);
}
