import type { Knex } from 'knex';

/**
 * The inbox of what providers tell us, which comes before anybody knows whose it is; and the limits of what we ask of providers,
 * which all workers of all machines share.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What a process is called outside: 'pi_…' at Stripe, 'repository:42#7' at GitHub. An event is delivered to whoever has its name here.
    create table process_references (
      provider text not null,
      reference text not null,
      kind text not null,                        -- of the process: a payment and its dispute may share a name
      workflow_id text not null references processes on delete cascade,
      created_at timestamptz not null default now(),
      primary key (provider, reference, kind)
    );
    create index process_references_by_process on process_references (workflow_id);
    alter table process_references enable row level security;
    alter table process_references force row level security;
    create policy of_process on process_references
      using (exists (select from processes where processes.workflow_id = process_references.workflow_id))
      with check (exists (select from processes where processes.workflow_id = process_references.workflow_id and processes.kind = process_references.kind));
    grant select, insert, delete on process_references to waymark_application;

    create table webhook_events (
      id uuid primary key default uuidv7(),
      provider text not null check (provider in ('stripe', 'github', 'slack')),
      event_id text not null,                    -- the provider's
      type text not null,
      refers_to text[] not null,                 -- names of outside objects, the closest first
      body_hash bytea not null,
      body text,                                 -- as it was signed; null when nobody subscribes to its type
      organisation_id uuid references organisations,  -- null until it is known whose it is
      workflow_id text,
      outbox_id uuid,                            -- the message that tells the process; outlives the row there
      state text not null check (state in ('received', 'delivered', 'ignored', 'undeliverable')),
      attempts integer not null default 0,
      fault_code text,
      fault text,
      occurred_at timestamptz,                   -- by the provider's clock
      received_at timestamptz not null default now(),
      next_attempt_at timestamptz not null default now(),
      delivered_at timestamptz,
      unique (provider, event_id)
    );
    -- GitHub signs the body and not the header with the delivery's id: what was listened to once cannot be told again under another.
    create unique index webhook_events_body_once on webhook_events (body_hash) where provider = 'github';
    create index webhook_events_in_order on webhook_events (organisation_id, id desc);
    create index webhook_events_of_state_in_order on webhook_events (organisation_id, state, id desc);
    create index webhook_events_due on webhook_events (next_attempt_at) where state = 'received' and outbox_id is null;
    create index webhook_events_open on webhook_events (provider, state) where state in ('received', 'undeliverable');
    create index webhook_events_waiting_for on webhook_events using gin (refers_to) where state = 'received';
    create index webhook_events_by_outbox on webhook_events (outbox_id) where outbox_id is not null;
    create index webhook_events_by_age on webhook_events (received_at);
    alter table webhook_events enable row level security;
    alter table webhook_events force row level security;
    create policy in_organisation on webhook_events
      using (organisation_id = (select current_organisation_id())) with check (organisation_id = (select current_organisation_id()));
    create policy of_the_platform on webhook_events
      using (organisation_id is null and (select current_setting('waymark.platform', true)) = 'on')
      with check (organisation_id is null and (select current_setting('waymark.platform', true)) = 'on');
    grant select, update (state, attempts, outbox_id, fault_code, fault, next_attempt_at, delivered_at) on webhook_events to waymark_application;

    -- Takes an event whose signature was verified, before any scope exists. Null: it was there.
    create function receive_webhook_event(from_provider text, given_id text, of_type text, names text[], hash bytea, happened timestamptz,
      is_wanted boolean, signed_body text) returns uuid language sql security definer as $$
      insert into webhook_events (provider, event_id, type, refers_to, body_hash, occurred_at, state, body)
      values (from_provider, given_id, of_type, names, hash, happened, case when is_wanted then 'received' else 'ignored' end, signed_body)
      on conflict do nothing returning id
    $$;
    -- Takes hold of a waiting event and looks whose it is: a process of that kind by its own id or by a name outside. No row: it is not waiting any more.
    create function resolve_webhook_event(wanted uuid, of_kind text) returns table (organisation_id uuid, workflow_id text, attempts integer, received_at timestamptz)
      language plpgsql security definer as $$
    #variable_conflict use_column
    declare
      it webhook_events;
      owner processes;
    begin
      select * into it from webhook_events where id = wanted and state = 'received' and outbox_id is null for update;
      if not found then return; end if;
      select processes.* into owner
      from unnest(it.refers_to) with ordinality as names (name, place)
        left join process_references known on known.provider = it.provider and known.reference = name and known.kind = of_kind
        join processes on processes.workflow_id = coalesce(known.workflow_id, name) and processes.kind = of_kind
      order by place limit 1;
      -- Whose it was it stays when nobody is found any more.
      if owner.workflow_id is not null then
        it.organisation_id := owner.organisation_id;
        it.workflow_id := owner.workflow_id;
      end if;
      update webhook_events set attempts = it.attempts + 1, organisation_id = it.organisation_id, workflow_id = it.workflow_id where id = wanted;
      return query select it.organisation_id, owner.workflow_id, it.attempts + 1, it.received_at;
    end $$;
    create function due_webhook_events(at_most integer) returns table (id uuid, provider text, type text) language sql stable security definer as $$
      select id, provider, type from webhook_events where state = 'received' and outbox_id is null and next_attempt_at <= now()
      order by next_attempt_at limit at_most
    $$;
    create function webhook_event_counts() returns table (provider text, state text, events bigint) language sql stable security definer as $$
      select provider, state, count(*) from webhook_events where state in ('received', 'undeliverable') group by provider, state
    $$;
    create function forget_webhook_events(settled_kept interval, undeliverable_kept interval, at_most integer) returns integer language sql security definer as $$
      with old as (
        select id from webhook_events where received_at < now() - settled_kept
          and (state in ('delivered', 'ignored') or (state = 'undeliverable' and received_at < now() - undeliverable_kept))
        order by received_at limit at_most for update skip locked
      ), gone as (delete from webhook_events using old where webhook_events.id = old.id returning 1)
      select count(*)::integer from gone
    $$;
    -- What became of the message is what became of the event. A process that has closed is looked at again: it may be one that is begun anew.
    create function settle_webhook_event() returns trigger language plpgsql security definer as $$
    begin
      update webhook_events set
        state = case new.status when 'delivered' then 'delivered' when 'dead' then 'undeliverable' else 'received' end,
        delivered_at = case new.status when 'delivered' then now() end,
        outbox_id = case when new.status <> 'obsolete' then new.id end,
        fault_code = case new.status when 'obsolete' then 'process_closed' when 'dead' then 'refused_by_temporal' end,
        fault = case new.status when 'dead' then new.last_error end,
        next_attempt_at = now() + interval '30 seconds'
      where outbox_id = new.id and state in ('received', 'undeliverable');
      return null;
    end $$;
    create trigger settle_webhook_event after update of status on outbox
      for each row when (new.kind = 'signal_with_start' and new.status <> old.status) execute function settle_webhook_event();
    -- What waited for this name is due.
    create function wake_webhook_events() returns trigger language plpgsql security definer as $$
    begin
      update webhook_events set next_attempt_at = now()
      where state = 'received' and outbox_id is null and provider = new.provider and refers_to @> array[new.reference];
      return null;
    end $$;
    create trigger wake_webhook_events after insert on process_references for each row execute function wake_webhook_events();

    -- How often a provider may be asked, and since when it wants to be left alone. A crash of the database forgets it, at the price of one refused call.
    create unlogged table provider_limits (
      account text primary key,                  -- 'mail'; the provider's account whose limit it is
      next_call_at timestamptz not null default '-infinity',  -- when a call would be due if calls came evenly
      closed_until timestamptz not null default '-infinity',  -- the provider's own word
      next_turn_at timestamptz not null default '-infinity'   -- told to the next one that has to wait
    );
    alter table provider_limits enable row level security;
    alter table provider_limits force row level security;
    -- Asks for one call (GCRA, the cell rate algorithm of ITU-T I.371): 0, or in how many seconds to ask again.
    -- At most per_minute calls in any 60 seconds, at_once of them side by side after a rest. Who has to wait is given a turn of their own, so that they do not all come back together.
    create function take_provider_call(wanted text, per_minute integer, at_once integer) returns double precision language plpgsql security definer as $$
    declare
      pace interval := interval '60 seconds' / (per_minute - at_once + 1);
      it provider_limits;
      this_moment timestamptz;
      free_at timestamptz;
      turn_at timestamptz;
    begin
      insert into provider_limits (account) values (wanted) on conflict do nothing;
      select * into it from provider_limits where account = wanted for update;
      this_moment := clock_timestamp();
      free_at := greatest(it.next_call_at - (at_once - 1) * pace, it.closed_until);
      if free_at <= this_moment then
        update provider_limits set next_call_at = greatest(it.next_call_at, this_moment) + pace where account = wanted;
        return 0;
      end if;
      turn_at := greatest(free_at, it.next_turn_at);
      update provider_limits set next_turn_at = turn_at + pace where account = wanted;
      return extract(epoch from turn_at - this_moment);
    end $$;
    -- The provider said when it wants to be asked again; all wait.
    create function close_provider(wanted text, seconds double precision) returns void language sql security definer as $$
      insert into provider_limits as known (account, closed_until) values (wanted, clock_timestamp() + seconds * interval '1 second')
      on conflict (account) do update set closed_until = greatest(known.closed_until, excluded.closed_until)
    $$;

    grant select on process_references to waymark_definer;
    grant select, insert, update, delete on webhook_events to waymark_definer;
    grant select, insert, update on provider_limits to waymark_definer;
    call protect_definer('receive_webhook_event(text, text, text, text[], bytea, timestamptz, boolean, text)');
    call protect_definer('resolve_webhook_event(uuid, text)');
    call protect_definer('due_webhook_events(integer)');
    call protect_definer('webhook_event_counts()');
    call protect_definer('forget_webhook_events(interval, interval, integer)');
    call protect_definer('settle_webhook_event()');
    call protect_definer('wake_webhook_events()');
    call protect_definer('take_provider_call(text, integer, integer)');
    call protect_definer('close_provider(text, double precision)');
    grant execute on function receive_webhook_event, resolve_webhook_event, due_webhook_events, webhook_event_counts, forget_webhook_events,
      take_provider_call, close_provider to waymark_application;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger settle_webhook_event on outbox;
    drop table webhook_events, process_references, provider_limits;
    drop function receive_webhook_event, resolve_webhook_event, due_webhook_events, webhook_event_counts, forget_webhook_events,
      settle_webhook_event, wake_webhook_events, take_provider_call, close_provider;
  `);
}
