import type { Knex } from 'knex';

/**
 * One row a process, in place of a view over the business tables: written in the transaction of the business row, moved by activities.
 * The console, the reconciler, restart, retention, live pages and metrics read it and nothing else.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- locks mails: its few rows are gone through in a moment, and only the check on its states is made anew
    -- locks outbox: it is kept short by its retention, and its checks are not validated while it is locked
    -- locks process_events: taking the requirement back on the way down reads it once, on a way that is not taken in use
    drop view processes;
    create table processes (
      workflow_id text primary key,              -- '<kind>:<row_id>'
      organisation_id uuid references organisations,  -- null: a process of the platform itself
      kind text not null,
      row_id uuid not null,
      user_id uuid references users,             -- whom it is for
      subject_type text,
      subject_id uuid,
      state text not null,
      step text,
      priority smallint not null default 3 check (priority between 1 and 5),
      waiting_for text,                          -- a code; the words are the site's
      waiting_until timestamptz,
      fault_count integer not null default 0,    -- of the same fault, one after another
      fault_code text,
      last_fault text,
      last_fault_at timestamptz,
      needs_person boolean not null default false,
      undeliverable text,                        -- why Temporal will not take it
      restarts integer not null default 0,
      revision integer not null default 1,
      input jsonb not null,
      started_at timestamptz not null default now(),
      checked_at timestamptz not null default now(),  -- the reconciler looks at it again after this
      finished_at timestamptz,
      check (kind || ':' || row_id = workflow_id)
    );
    alter table processes enable row level security;
    alter table processes force row level security;
    create policy in_organisation on processes
      using (organisation_id = (select current_organisation_id())) with check (organisation_id = (select current_organisation_id()));
    create policy of_the_platform on processes
      using (organisation_id is null and (select current_setting('waymark.platform', true)) = 'on')
      with check (organisation_id is null and (select current_setting('waymark.platform', true)) = 'on');
    grant select, insert, update on processes to waymark_application;
    grant select on processes to waymark_grader;
    grant update (state, step, waiting_for, waiting_until, fault_count, fault_code, last_fault, last_fault_at, needs_person, revision, finished_at)
      on processes to waymark_grader;

    insert into processes (workflow_id, organisation_id, kind, row_id, user_id, subject_type, subject_id, state, priority, waiting_for, fault_count,
        last_fault, needs_person, undeliverable, input, started_at, finished_at)
      select listed.workflow_id, listed.organisation_id, listed.kind, listed.row_id, listed.user_id, listed.subject_type, listed.subject_id, listed.status,
        case listed.kind when 'grade-submission' then 2 else 3 end,
        case
          when listed.finished_at is not null then null
          when listed.waiting_for = 'grading to begin' then 'process_start'
          when listed.waiting_for = 'a free grading slot' then 'grading_slot'
          when listed.waiting_for = 'Docker to come back' then 'docker'
          when listed.waiting_for = 'the language to be ready' then 'language_image'
          when listed.waiting_for = 'a grading worker to take over' then 'grading_worker'
          when listed.waiting_for like 'someone to mend%' then 'exercise_checker'
          when listed.waiting_for like 'someone to look%' then 'exercise_tests'
          when listed.waiting_for = 'a mail server to be configured' then 'mail_configuration'
          when listed.waiting_for = 'the mail server to take it' then 'mail_server'
          when listed.waiting_for is not null then 'grading_machine'
        end,
        listed.fault_count, listed.last_fault, dead.id is not null and listed.finished_at is null, dead.last_error,
        jsonb_build_object('organisationId', listed.organisation_id, listed.input_key, listed.row_id), listed.started_at, listed.finished_at
      from (
        select gradings.organisation_id, 'grade-submission' as kind, 'grade-submission:' || gradings.id as workflow_id, gradings.id as row_id,
          'gradingId' as input_key, gradings.status, submissions.user_id, 'submission' as subject_type, submissions.id as subject_id,
          requested_at as started_at, case when announced_at is not null then coalesce(finished_at, announced_at) end as finished_at,
          waiting_for, last_fault, fault_count
        from gradings join submissions on submissions.id = gradings.submission_id where gradings.reason <> 'override'
        union all
        select organisation_id, 'run-code', 'run-code:' || id, id, 'runId', status, user_id, 'run', id, requested_at, finished_at, waiting_for, last_fault, fault_count
        from runs
        union all
        select organisation_id, 'send-mail', 'send-mail:' || id, id, 'mailId', status, user_id, 'mail', id, created_at, coalesce(sent_at, refused_at),
          waiting_for, last_fault, fault_count
        from mails
      ) listed
      left join lateral (select id, last_error from outbox where outbox.workflow_id = listed.workflow_id and status = 'dead' limit 1) dead on true;

    -- The console's order; the reconciler's; the queue's; who is erased or looks at their own.
    create index processes_in_order on processes (organisation_id, needs_person desc, (finished_at is null) desc, started_at desc, workflow_id);
    create index processes_of_kind_in_order on processes (organisation_id, kind, needs_person desc, (finished_at is null) desc, started_at desc, workflow_id);
    create index processes_unfinished on processes (workflow_id) where finished_at is null;
    create index processes_queued on processes (kind, started_at, workflow_id) where finished_at is null;
    create index processes_finished on processes (kind, finished_at) where finished_at is not null;
    create unique index processes_by_row on processes (row_id);
    create index processes_by_user on processes (user_id, started_at desc);

    create function notify_process() returns trigger language plpgsql as $$
    begin
      perform pg_notify('changes', json_build_object('kind', 'process', 'id', new.workflow_id, 'organisation_id', new.organisation_id)::text);
      return null;
    end $$;
    create trigger notify_process after insert or update on processes for each row execute function notify_process();

    drop function unfinished_processes;
    alter table gradings drop column waiting_for, drop column last_fault, drop column fault_count;
    alter table runs drop column waiting_for, drop column last_fault, drop column fault_count;
    alter table mails drop column waiting_for, drop column last_fault, drop column fault_count,
      add column sending_since timestamptz,      -- claimed by the try that hands it over
      drop constraint mails_status_check,
      add constraint mails_status_check check (status in ('queued', 'sent', 'refused', 'cancelled')) not valid;

    -- A message that Temporal refused for what it is, counted apart from tries while it was away.
    alter table outbox add column refusals integer not null default 0;
    -- A schedule that belongs to somebody begins, changes and ends by a message like any process.
    alter table outbox drop constraint outbox_kind_check, drop constraint outbox_check,
      add constraint outbox_kind_check check (kind in ('start', 'signal', 'signal_with_start', 'schedule_put', 'schedule_delete')) not valid,
      add constraint outbox_signal_check check ((signal_name is not null) = (kind in ('signal', 'signal_with_start'))) not valid,
      alter column organisation_id drop not null;
    create policy of_the_platform on outbox to waymark_application
      using (organisation_id is null and (select current_setting('waymark.platform', true)) = 'on')
      with check (organisation_id is null and (select current_setting('waymark.platform', true)) = 'on');

    drop function claim_outbox, settle_outbox;
    -- Takes due messages and holds them for 15 s, longer than a call to Temporal may last;
    -- of each process only the first undelivered one, so that a signal never overtakes its start.
    create function claim_outbox(wanted uuid[], at_most integer) returns setof outbox language sql security definer as $$
      update outbox set attempts = attempts + 1, next_attempt_at = now() + interval '15 seconds'
      where id in (
        select id from outbox due
        where status = 'pending' and next_attempt_at <= now() and (wanted is null or id = any (wanted))
          and not exists (select from outbox earlier where earlier.workflow_id = due.workflow_id and earlier.status = 'pending' and earlier.id < due.id)
        order by next_attempt_at, id limit at_most
        for update skip locked)
      returning *
    $$;
    -- What became of a claimed message; 'pending' puts it back for another try. A dead one is seen on its process.
    create function settle_outbox(message uuid, outcome text, error text, retry_in_seconds numeric, refused boolean) returns void language sql
      security definer as $$
      with settled as (
        update outbox set status = outcome, last_error = error, refusals = refusals + refused::integer,
          delivered_at = case outcome when 'delivered' then now() end,
          next_attempt_at = case outcome when 'pending' then now() + retry_in_seconds * interval '1 second' else next_attempt_at end
        where id = message and status = 'pending' returning workflow_id
      )
      update processes set needs_person = true, undeliverable = error, revision = revision + 1
      from settled where outcome = 'dead' and processes.workflow_id = settled.workflow_id and finished_at is null
    $$;

    -- What is not finished, of every organisation, for the reconciler, in pages: younger rows are still on their way.
    create function unfinished_processes(after text, older_than interval, at_most integer)
    returns table (workflow_id text, organisation_id uuid, kind text, restarts integer) language sql stable security definer as $$
      select processes.workflow_id, processes.organisation_id, processes.kind, processes.restarts from processes
      where finished_at is null and processes.workflow_id > after and started_at < now() - older_than and checked_at <= now()
        and not exists (select from outbox where outbox.workflow_id = processes.workflow_id and outbox.status in ('pending', 'dead'))
      order by processes.workflow_id limit at_most
    $$;
    drop function grading_queue_position, grading_backlog, forget_old_runs;
    -- How many gradings wait before this one, over all organisations; what waits for a person stands in nobody's way.
    create function grading_queue_position(grading uuid) returns integer language sql stable security definer as $$
      select 1 + count(*)::integer from processes earlier, processes this
      where this.workflow_id = 'grade-submission:' || grading and earlier.kind = 'grade-submission' and earlier.state = 'queued'
        and earlier.finished_at is null and not earlier.needs_person
        and (earlier.started_at, earlier.workflow_id) < (this.started_at, this.workflow_id)
    $$;
    create function grading_backlog(count_to integer) returns integer language sql stable security definer as $$
      select count(*)::integer from (
        select from processes where kind in ('grade-submission', 'run-code') and finished_at is null and not needs_person limit count_to
      ) unfinished
    $$;
    -- What ops look at over all organisations: a figure a kind and state of what is not finished.
    create function unfinished_process_counts()
    returns table (kind text, state text, processes bigint, need_person bigint, oldest_seconds double precision) language sql stable
      security definer as $$
      select kind, state, count(*), count(*) filter (where needs_person),
        extract(epoch from now() - min(started_at))::double precision
      from processes where finished_at is null group by kind, state
    $$;
    -- Removes processes of a kind that ended long enough ago, their story and messages with them, and the rows that exist for them only.
    create function forget_processes(forgotten_kind text, kept interval, at_most integer) returns integer language plpgsql
      security definer as $$
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
      if forgotten_kind = 'run-code' then delete from runs where 'run-code:' || id = any (gone); end if;
      if forgotten_kind = 'send-mail' then delete from mails where 'send-mail:' || id = any (gone); end if;
      return cardinality(gone);
    end $$;
    -- Stories may be removed with their process by that function alone; nobody may change them.
    drop trigger process_events_immutable on process_events;
    create trigger process_events_immutable before update on process_events for each row execute function refuse_change();
    alter table process_events alter column organisation_id drop not null;
    create policy of_the_platform on process_events
      using (organisation_id is null and (select current_setting('waymark.platform', true)) = 'on')
      with check (organisation_id is null and (select current_setting('waymark.platform', true)) = 'on');
    grant select, update, delete on processes to waymark_definer;
    grant select, delete on process_events to waymark_definer;
    grant delete on mails to waymark_definer;
    call protect_definer('claim_outbox(uuid[], integer)');
    call protect_definer('settle_outbox(uuid, text, text, numeric, boolean)');
    call protect_definer('unfinished_processes(text, interval, integer)');
    call protect_definer('grading_queue_position(uuid)');
    call protect_definer('grading_backlog(integer)');
    call protect_definer('unfinished_process_counts()');
    call protect_definer('forget_processes(text, interval, integer)');
    grant execute on function claim_outbox, settle_outbox to waymark_application, waymark_relay;
    grant execute on function unfinished_processes, grading_queue_position, grading_backlog, unfinished_process_counts, forget_processes
      to waymark_application;
  `);
}

/** Puts the view back; what only the table knew (steps, repeated faults, platform processes) is lost, no business row is. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function forget_processes, unfinished_process_counts, grading_backlog, grading_queue_position, unfinished_processes, settle_outbox, claim_outbox;
    drop policy of_the_platform on process_events;
    delete from process_events where organisation_id is null;
    alter table process_events alter column organisation_id set not null;
    drop trigger process_events_immutable on process_events;
    create trigger process_events_immutable before update or delete on process_events for each row execute function refuse_change();
    drop policy of_the_platform on outbox;
    delete from outbox where organisation_id is null or kind in ('schedule_put', 'schedule_delete');
    alter table outbox drop column refusals, drop constraint outbox_kind_check, drop constraint outbox_signal_check,
      add constraint outbox_kind_check check (kind in ('start', 'signal', 'signal_with_start')),
      add constraint outbox_check check ((kind = 'start') = (signal_name is null)),
      alter column organisation_id set not null;
    update mails set status = 'refused', refusal = 'cancelled', refused_at = now() where status = 'cancelled';
    alter table mails drop column sending_since,
      drop constraint mails_status_check, add constraint mails_status_check check (status in ('queued', 'sent', 'refused')),
      add column waiting_for text, add column last_fault text, add column fault_count integer not null default 0;
    alter table runs add column waiting_for text, add column last_fault text, add column fault_count integer not null default 0;
    alter table gradings add column waiting_for text, add column last_fault text, add column fault_count integer not null default 0;
    drop table processes;
    drop function notify_process;

    create function claim_outbox(wanted uuid[], at_most integer) returns setof outbox language sql security definer as $$
      update outbox set attempts = attempts + 1, next_attempt_at = now() + interval '15 seconds'
      where id in (
        select id from outbox due
        where status = 'pending' and next_attempt_at <= now() and (wanted is null or id = any (wanted))
          and not exists (select from outbox earlier where earlier.workflow_id = due.workflow_id and earlier.status = 'pending' and earlier.id < due.id)
        order by next_attempt_at, id limit at_most
        for update skip locked)
      returning *
    $$;
    create function settle_outbox(message uuid, outcome text, error text, retry_in_seconds numeric) returns void language sql security definer as $$
      update outbox set status = outcome, last_error = error,
        delivered_at = case outcome when 'delivered' then now() end,
        next_attempt_at = case outcome when 'pending' then now() + retry_in_seconds * interval '1 second' else next_attempt_at end
      where id = message and status = 'pending'
    $$;
    create function unfinished_processes(older_than interval, at_most integer)
    returns table (organisation_id uuid, kind text, row_id uuid) language sql stable security definer as $$
      select unfinished.organisation_id, unfinished.kind, unfinished.row_id from (
        select gradings.organisation_id, 'grade-submission' as kind, id as row_id, requested_at as since from gradings where announced_at is null
        union all select runs.organisation_id, 'run-code', id, requested_at from runs where status in ('queued', 'running')
        union all select mails.organisation_id, 'send-mail', id, created_at from mails where status = 'queued'
      ) unfinished
      where since < now() - older_than
        and not exists (select from outbox where workflow_id = unfinished.kind || ':' || unfinished.row_id and outbox.status in ('pending', 'dead'))
      order by since limit at_most
    $$;
    create function grading_queue_position(grading uuid) returns integer language sql stable security definer as $$
      select 1 + count(*)::integer from gradings earlier, gradings this
      where this.id = grading and earlier.status = 'queued' and (earlier.requested_at, earlier.id) < (this.requested_at, this.id)
    $$;
    create function grading_backlog(count_to integer) returns integer language sql stable security definer as $$
      select count(*)::integer from (
        select from gradings where status in ('queued', 'running') union all select from runs where status in ('queued', 'running') limit count_to
      ) unfinished
    $$;
    create function forget_old_runs(kept interval) returns integer language sql security definer as $$
      with gone as (delete from runs where requested_at < now() - kept and status in ('finished', 'cancelled') returning 1)
      select count(*)::integer from gone
    $$;
    revoke all on process_events from waymark_definer;
    revoke delete on mails from waymark_definer;
    call protect_definer('claim_outbox(uuid[], integer)');
    call protect_definer('settle_outbox(uuid, text, text, numeric)');
    call protect_definer('unfinished_processes(interval, integer)');
    call protect_definer('grading_queue_position(uuid)');
    call protect_definer('grading_backlog(integer)');
    call protect_definer('forget_old_runs(interval)');
    grant update (waiting_for, last_fault, fault_count) on gradings, runs to waymark_grader;
    grant execute on function claim_outbox, settle_outbox to waymark_application, waymark_relay;
    grant execute on function unfinished_processes, grading_queue_position, grading_backlog, forget_old_runs to waymark_application;

    create view processes with (security_invoker = true) as
      select listed.*, dead.last_error as undeliverable,
        listed.finished_at is null and (listed.fault_count >= 3 or dead.id is not null or listed.started_at < now() - interval '1 hour') as needs_person
      from (
        select gradings.organisation_id, 'grade-submission' as kind, 'grade-submission:' || gradings.id as workflow_id, gradings.id as row_id,
          gradings.status, submissions.user_id, submissions.id as subject_id, requested_at as started_at, finished_at, waiting_for, last_fault, fault_count
        from gradings join submissions on submissions.id = gradings.submission_id where gradings.reason <> 'override'
        union all
        select organisation_id, 'run-code', 'run-code:' || id, id, status, user_id, id, requested_at, finished_at, waiting_for, last_fault, fault_count from runs
        union all
        select organisation_id, 'send-mail', 'send-mail:' || id, id, status, user_id, id, created_at, coalesce(sent_at, refused_at), waiting_for, last_fault, fault_count from mails
      ) listed
      left join lateral (select id, last_error from outbox where outbox.workflow_id = listed.workflow_id and status = 'dead' limit 1) dead on true;
    grant select on processes to waymark_application;
  `);
}
