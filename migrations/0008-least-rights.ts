import type { Knex } from 'knex';

/**
 * Everybody has the rights they need and no others. Functions that look past row-level security belong to a role that may do that
 * and nothing else; rows of a person are seen in that person's scope only; the process beside the Docker socket reads what it grades.
 *
 * The role that runs migrations is a superuser, or (managed PostgreSQL) one with CREATEROLE and BYPASSRLS that owns the database.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    do $$
    declare it pg_roles;
    begin
      perform pg_advisory_xact_lock(hashtext('waymark-roles'));
      if not exists (select from pg_roles where rolname = 'waymark_definer') then
        select * into it from pg_roles where rolname = current_user;
        if not (it.rolsuper or (it.rolcreaterole and it.rolbypassrls)) then
          raise exception 'The role % may not create waymark_definer, which passes by row-level security. Give it CREATEROLE and BYPASSRLS, or let an administrator run: create role waymark_definer nologin bypassrls; grant waymark_definer to % with inherit true, set true',
            current_user, current_user;
        end if;
        create role waymark_definer nologin nosuperuser nocreatedb nocreaterole noinherit bypassrls;
      end if;
      select * into it from pg_roles where rolname = 'waymark_definer';
      if it.rolsuper or it.rolcanlogin or it.rolcreaterole or not it.rolbypassrls then
        raise exception 'The role waymark_definer has other rights than it must have. Let an administrator run: alter role waymark_definer nologin nosuperuser nocreaterole bypassrls';
      end if;
      -- What is not a superuser hands functions over, and replaces them later, as a member.
      if not pg_has_role(current_user, 'waymark_definer', 'set') or not pg_has_role(current_user, 'waymark_definer', 'usage') then
        if not pg_has_role(current_user, 'waymark_definer', 'usage with admin option') and not (select rolcreaterole from pg_roles where rolname = current_user) then
          raise exception 'The role % is no member of waymark_definer. Let an administrator run: grant waymark_definer to % with inherit true, set true', current_user, current_user;
        end if;
        execute format('grant waymark_definer to %I with inherit true, set true', current_user);
      end if;
    end $$;

    -- Nobody but the owner makes anything that a function of ours could take for a table of ours.
    -- This belongs to the database, not to its content: a database that was cloned or restored needs it again (docs/operations.md).
    do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;
    revoke create on schema public from public;
    -- Unused; what searches by trigrams creates it.
    drop extension pg_trgm;

    -- For each security-definer function, after it was created.
    create procedure protect_definer(protected regprocedure) language plpgsql as $$
    begin
      -- Temporary tables last: without naming them PostgreSQL looks there first.
      execute format('alter function %s set search_path = pg_catalog, public, pg_temp', protected);
      execute format('revoke execute on function %s from public', protected);
      grant create on schema public to waymark_definer;
      execute format('alter function %s owner to waymark_definer', protected);
      revoke create on schema public from waymark_definer;
    end $$;
    grant usage on schema public to waymark_definer;
    grant select on organisations, users, memberships, invitations, sessions, public_profiles, gradings, runs, mails, outbox to waymark_definer;
    grant update on outbox to waymark_definer;
    grant delete on runs to waymark_definer;

    -- Rows of a person, whatever organisation they look at: seen after the secret was shown whose row it is.
    create function current_person_id() returns uuid language sql stable parallel safe
      as $$ select nullif(current_setting('waymark.person_id', true), '')::uuid $$;
    create procedure protect_by_person(protected regclass) language plpgsql as $$
    begin
      execute format('alter table %s enable row level security', protected);
      execute format('alter table %s force row level security', protected);
      execute format('create policy of_person on %s using (user_id = (select current_person_id())) with check (user_id = (select current_person_id()))', protected);
    end $$;
    call protect_by_person('sessions');
    call protect_by_person('mailed_tokens');
    call protect_by_person('idempotency_keys');
    alter table refresh_tokens enable row level security;
    alter table refresh_tokens force row level security;
    create policy of_session on refresh_tokens using (exists (select from sessions where sessions.id = refresh_tokens.session_id));

    create function find_session_owner(wanted uuid) returns uuid language sql stable security definer
      as $$ select user_id from sessions where id = wanted $$;
    create function find_refresh_token_owner(wanted bytea) returns uuid language sql stable security definer
      as $$ select user_id from refresh_tokens join sessions on sessions.id = session_id where token_hash = wanted $$;
    create function find_mailed_token_owner(wanted bytea) returns uuid language sql stable security definer
      as $$ select user_id from mailed_tokens where token_hash = wanted $$;
    create function forget_expired(sessions_kept interval, links_kept interval, keys_kept interval)
      returns table (sessions integer, mailed_tokens integer, idempotency_keys integer) language sql security definer as $$
        with old_sessions as (delete from sessions where expires_at < now() - sessions_kept returning 1),
          old_links as (delete from mailed_tokens where expires_at < now() - links_kept returning 1),
          old_keys as (delete from idempotency_keys where created_at < now() - keys_kept returning 1)
        select (select count(*)::integer from old_sessions), (select count(*)::integer from old_links), (select count(*)::integer from old_keys) $$;
    grant select on refresh_tokens, mailed_tokens, idempotency_keys to waymark_definer;
    grant delete on sessions, mailed_tokens, idempotency_keys to waymark_definer;
    grant execute on function find_session_owner(uuid), find_refresh_token_owner(bytea), find_mailed_token_owner(bytea),
      forget_expired(interval, interval, interval) to waymark_application;

    do $$
    declare each regprocedure;
    begin
      for each in select oid from pg_proc where prosecdef and pronamespace = 'public'::regnamespace loop
        call protect_definer(each);
      end loop;
    end $$;

    -- A container that gets out of its walls has these rights: it moves gradings and runs on, and reads no audit log and no story of a process.
    revoke all on audit_entries, exercises from waymark_grader;
    revoke select on process_events from waymark_grader;
    grant select (workflow_id, event, step) on process_events to waymark_grader;  -- to add an event once
    revoke update on submissions, gradings, runs, executions from waymark_grader;
    grant update (status, verdict, score, max_score, graded_at, grading_id, revision) on submissions to waymark_grader;
    grant update (status, verdict, score, max_score, compile_output, message, image_digest, tests_total, tests_done, started_at, finished_at,
      waiting_for, last_fault, fault_count) on gradings to waymark_grader;
    grant update (status, result, waiting_for, last_fault, fault_count, revision, finished_at) on runs to waymark_grader;
    grant update (outcome, fault, image_digest, ended_at) on executions to waymark_grader;
  `);
}

/** The role belongs to the whole cluster and may serve another database of it, so it stays; so does the safer path of the functions. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    revoke update (status, verdict, score, max_score, graded_at, grading_id, revision) on submissions from waymark_grader;
    revoke update (status, verdict, score, max_score, compile_output, message, image_digest, tests_total, tests_done, started_at, finished_at,
      waiting_for, last_fault, fault_count) on gradings from waymark_grader;
    revoke update (status, result, waiting_for, last_fault, fault_count, revision, finished_at) on runs from waymark_grader;
    revoke update (outcome, fault, image_digest, ended_at) on executions from waymark_grader;
    revoke select (workflow_id, event, step) on process_events from waymark_grader;
    grant update on submissions, gradings, runs, executions to waymark_grader;
    grant select on process_events, exercises to waymark_grader;
    grant select, insert on audit_entries to waymark_grader;

    drop function find_session_owner(uuid), find_refresh_token_owner(bytea), find_mailed_token_owner(bytea), forget_expired(interval, interval, interval);
    do $$
    declare each regprocedure;
    begin
      for each in select oid from pg_proc where prosecdef and pronamespace = 'public'::regnamespace loop
        execute format('alter function %s owner to %I', each, current_user);
      end loop;
    end $$;
    drop policy of_session on refresh_tokens;
    drop policy of_person on sessions;
    drop policy of_person on mailed_tokens;
    drop policy of_person on idempotency_keys;
    alter table refresh_tokens no force row level security, disable row level security;
    alter table sessions no force row level security, disable row level security;
    alter table mailed_tokens no force row level security, disable row level security;
    alter table idempotency_keys no force row level security, disable row level security;
    drop procedure protect_by_person(regclass);
    drop procedure protect_definer(regprocedure);
    drop function current_person_id();
    drop owned by waymark_definer;  -- its grants in this database; it owns nothing here any more
    create extension pg_trgm;
    do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$;
  `);
}
