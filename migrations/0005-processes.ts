import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The only way to start or move a process: written in the transaction of the business row.
    create table outbox (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,
      kind text not null check (kind in ('start', 'signal', 'signal_with_start')),
      workflow_type text not null,
      workflow_id text not null,
      signal_name text,
      arguments jsonb not null,                  -- { start?: object of ids, signal?: object of ids }
      search_attributes jsonb not null default '{}',
      restart boolean not null default false,    -- the reconciler saw the process closed while its row was unfinished
      status text not null default 'pending' check (status in ('pending', 'delivered', 'obsolete', 'dead')),
      attempts integer not null default 0,
      last_error text,
      next_attempt_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      delivered_at timestamptz,
      check ((kind = 'start') = (signal_name is null))
    );
    create index outbox_pending on outbox (next_attempt_at, id) where status = 'pending';
    create index outbox_by_workflow on outbox (workflow_id, id);
    create function notify_outbox() returns trigger language plpgsql as $$
    begin
      perform pg_notify('outbox', new.id::text);
      return null;
    end $$;
    create trigger notify_outbox after insert on outbox for each row execute function notify_outbox();
    call protect_by_organisation('outbox');
    -- Delivery crosses organisations.
    create policy relay_everything on outbox to waymark_relay using (true) with check (true);
    grant select, insert, update on outbox to waymark_application;
    grant select, update, delete on outbox to waymark_relay;

    -- Delivery looks before a scope exists. Takes due messages and holds them for 15 s, longer than a call to Temporal may last;
    -- of each process only the first undelivered one, so that a signal never overtakes its start.
    create function claim_outbox(wanted uuid[], at_most integer) returns setof outbox language sql security definer set search_path = public as $$
      update outbox set attempts = attempts + 1, next_attempt_at = now() + interval '15 seconds'
      where id in (
        select id from outbox due
        where status = 'pending' and next_attempt_at <= now() and (wanted is null or id = any (wanted))
          and not exists (select from outbox earlier where earlier.workflow_id = due.workflow_id and earlier.status = 'pending' and earlier.id < due.id)
        order by next_attempt_at, id limit at_most
        for update skip locked)
      returning *
    $$;
    -- What became of a claimed message; 'pending' puts it back for another try.
    create function settle_outbox(message uuid, outcome text, error text, retry_in_seconds numeric) returns void language sql security definer set search_path = public as $$
      update outbox set status = outcome, last_error = error,
        delivered_at = case outcome when 'delivered' then now() end,
        next_attempt_at = case outcome when 'pending' then now() + retry_in_seconds * interval '1 second' else next_attempt_at end
      where id = message and status = 'pending'
    $$;
    create function outbox_lag() returns table (pending bigint, oldest_seconds double precision, dead bigint) language sql stable security definer set search_path = public as $$
      select count(*) filter (where status = 'pending'),
        coalesce(extract(epoch from now() - min(created_at) filter (where status = 'pending')), 0)::double precision,
        count(*) filter (where status = 'dead')
      from outbox where status in ('pending', 'dead')
    $$;
    create index outbox_dead on outbox (created_at) where status = 'dead';
    create index outbox_settled on outbox (created_at) where status in ('delivered', 'obsolete');
    revoke execute on function claim_outbox, settle_outbox, outbox_lag from public;
    grant execute on function claim_outbox, settle_outbox, outbox_lag to waymark_application, waymark_relay;

    -- A process's story in the order it happened, for people (OPS-1).
    create table process_events (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,
      workflow_id text not null,
      event text not null,                       -- 'accepted', 'started', 'fault', 'retry_requested', 'graded', 'cancelled', …
      detail jsonb not null default '{}',
      step text,                                 -- with workflow_id and event: a repeated activity adds nothing
      happened_at timestamptz not null default now()
    );
    create unique index process_events_once on process_events (workflow_id, event, step) where step is not null;
    create index process_events_in_order on process_events (organisation_id, workflow_id, id);
    call protect_by_organisation('process_events');
    grant select, insert on process_events to waymark_application, waymark_grader;
    create trigger process_events_immutable before update or delete on process_events for each row execute function refuse_change();

    create table mails (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,
      user_id uuid references users,
      recipient text not null,
      template text not null check (template in ('welcome', 'verify_email', 'reset_password', 'password_changed', 'invitation', 'submission_commented')),
      parameters jsonb not null,                 -- secrets in links are sealed with the mail key, never plain
      status text not null default 'queued' check (status in ('queued', 'sent', 'refused')),
      refusal text,
      refused_at timestamptz,
      waiting_for text,
      last_fault text,
      fault_count integer not null default 0,
      created_at timestamptz not null default now(),
      sent_at timestamptz
    );
    create index mails_unfinished on mails (created_at) where status = 'queued';
    call protect_by_organisation('mails');
    grant select, insert, update on mails to waymark_application;

    -- What is not finished, of every organisation, for the reconciler: younger rows are still on their way.
    create function unfinished_processes(older_than interval, at_most integer)
    returns table (organisation_id uuid, kind text, row_id uuid) language sql stable security definer set search_path = public as $$
      select unfinished.organisation_id, unfinished.kind, unfinished.row_id from (
        select gradings.organisation_id, 'grade-submission' as kind, id as row_id, requested_at as since from gradings where announced_at is null
        union all select runs.organisation_id, 'run-code', id, requested_at from runs where status in ('queued', 'running')
        union all select mails.organisation_id, 'send-mail', id, created_at from mails where status = 'queued'
      ) unfinished
      where since < now() - older_than
        and not exists (select from outbox where workflow_id = unfinished.kind || ':' || unfinished.row_id and outbox.status in ('pending', 'dead'))
      order by since limit at_most
    $$;
    -- How many gradings wait before this one, over all organisations; and how much is under way at all, counted no further than asked.
    create function grading_queue_position(grading uuid) returns integer language sql stable security definer set search_path = public as $$
      select 1 + count(*)::integer from gradings earlier, gradings this
      where this.id = grading and earlier.status = 'queued' and (earlier.requested_at, earlier.id) < (this.requested_at, this.id)
    $$;
    create function grading_backlog(count_to integer) returns integer language sql stable security definer set search_path = public as $$
      select count(*)::integer from (
        select from gradings where status in ('queued', 'running') union all select from runs where status in ('queued', 'running') limit count_to
      ) unfinished
    $$;
    -- Free runs are kept for an hour.
    create function forget_old_runs(kept interval) returns integer language sql security definer set search_path = public as $$
      with gone as (delete from runs where requested_at < now() - kept and status in ('finished', 'cancelled') returning 1)
      select count(*)::integer from gone
    $$;
    revoke execute on function unfinished_processes, grading_queue_position, grading_backlog, forget_old_runs from public;
    grant execute on function unfinished_processes, grading_queue_position, grading_backlog, forget_old_runs to waymark_application;

    -- Every process of an organisation in one shape, for the list of ops; the reader's own row-level security applies.
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

    -- What each worker last said of itself; health and the languages' readiness are read from here.
    create table worker_heartbeats (
      worker text primary key,                   -- queue, host and process id
      queue text not null,
      state jsonb not null default '{}',         -- grading: { docker: string | null, languages: [{ language, title, ready, reason }], slots }
      seen_at timestamptz not null default now()
    );
    grant select on worker_heartbeats to waymark_application, waymark_grader;
    grant insert, update, delete on worker_heartbeats to waymark_application, waymark_grader;

    -- Every change of a row a page may be watching: the payload is ids, the row is read again in the viewer's scope.
    create function notify_change() returns trigger language plpgsql as $$
    begin
      perform pg_notify('changes', json_build_object('kind', tg_argv[0], 'id', new.id, 'organisation_id', new.organisation_id)::text);
      return null;
    end $$;
    create trigger notify_change after insert or update on submissions for each row execute function notify_change('submission');
    create trigger notify_change after insert or update on runs for each row execute function notify_change('run');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger notify_change on runs;
    drop trigger notify_change on submissions;
    drop function notify_change();
    drop table worker_heartbeats;
    drop view processes;
    drop function unfinished_processes, grading_queue_position, grading_backlog, forget_old_runs;
    drop function claim_outbox, settle_outbox, outbox_lag;
    drop table mails, process_events, outbox;
    drop function notify_outbox();
  `);
}
