import type { Knex } from 'knex';

/** What was found on the running inbox, the limits of providers, the erasure of a person, faults that take turns, and views of former parents. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- An event that nobody wanted when it came, and that is sent again once somebody does, is an event like any other.
    create or replace function receive_webhook_event(from_provider text, given_id text, of_type text, names text[], hash bytea, happened timestamptz,
      is_wanted boolean, signed_body text) returns uuid language plpgsql security definer as $$
    declare taken uuid;
    begin
      insert into webhook_events (provider, event_id, type, refers_to, body_hash, occurred_at, state, body)
      values (from_provider, given_id, of_type, names, hash, happened, case when is_wanted then 'received' else 'ignored' end, signed_body)
      on conflict do nothing returning id into taken;
      if taken is null and is_wanted then
        update webhook_events set state = 'received', body = signed_body, received_at = now(), next_attempt_at = now()
        where provider = from_provider and event_id = given_id and type = of_type and body_hash = hash and state = 'ignored' and body is null
        returning id into taken;
      end if;
      return taken;
    end $$;
    call protect_definer('receive_webhook_event(text, text, text, text[], bytea, timestamptz, boolean, text)');

    -- Who has not waited yet stands behind those who have been told their turn.
    drop function take_provider_call(text, integer, integer);
    create function take_provider_call(wanted text, per_minute integer, at_once integer, has_waited boolean default true) returns double precision
      language plpgsql security definer as $$
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
      if free_at <= this_moment and (has_waited or it.next_turn_at <= this_moment) then
        update provider_limits set next_call_at = greatest(it.next_call_at, this_moment) + pace where account = wanted;
        return 0;
      end if;
      turn_at := greatest(free_at, it.next_turn_at);
      update provider_limits set next_turn_at = turn_at + pace where account = wanted;
      return extract(epoch from turn_at - this_moment);
    end $$;
    call protect_definer('take_provider_call(text, integer, integer, boolean)');
    grant execute on function take_provider_call to waymark_application;

    -- Children of this organisation without an address of their own whom nobody else, in whichever organisation, is a parent of.
    -- Whoever leaves this organisation only (everywhere: false) stays their parent in another.
    create function find_children_alone(parent uuid, everywhere boolean) returns table (id uuid, name text) language sql stable security definer as $$
      select users.id, users.name from guardianships join users on users.id = guardianships.child_id
      where guardianships.parent_id = parent and guardianships.organisation_id = current_organisation_id()
        and users.email is null and users.deleted_at is null
        and not exists (select from guardianships others where others.child_id = users.id
          and (others.parent_id <> parent or (not everywhere and others.organisation_id <> guardianships.organisation_id)))
      order by users.name, users.id
    $$;
    call protect_definer('find_children_alone(uuid, boolean)');
    grant execute on function find_children_alone to waymark_application;

    -- What providers told of a person, once the process that it was told to is over: one that is not may have to read it still.
    create function erase_webhook_events(person uuid) returns void language plpgsql security definer as $$
    begin
      if not exists (select from erasures where user_id = person and status = 'erasing') then
        raise exception 'No erasure of % is under way.', person using errcode = 'WM004';
      end if;
      update webhook_events set body = null, fault = null from processes
      where processes.user_id = person and processes.finished_at is not null
        and webhook_events.workflow_id = processes.workflow_id and (body is not null or fault is not null);
    end $$;
    call protect_definer('erase_webhook_events(uuid)');
    grant execute on function erase_webhook_events to waymark_application;

    -- Whoever is no parent any more looks through no child's eyes.
    create or replace function find_session(wanted uuid)
      returns table (user_id uuid, organisation_id uuid, role text, email citext, name text, email_verified boolean, acting_user_id uuid)
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select users.id, memberships.organisation_id, memberships.role, email, users.name, email is null or email_verified_at is not null, sessions.acting_user_id
        from sessions join users on users.id = sessions.user_id
          join memberships on memberships.user_id = users.id and memberships.organisation_id = sessions.organisation_id
        where sessions.id = wanted and sessions.revoked_at is null and sessions.expires_at > now() and memberships.status = 'active' and deleted_at is null
          and (sessions.acting_user_id is null or exists (
            select from sessions parents
              join memberships theirs on theirs.user_id = parents.user_id and theirs.organisation_id = sessions.organisation_id
              join guardianships on guardianships.organisation_id = sessions.organisation_id
                and parent_id = parents.user_id and child_id = sessions.user_id
            where parents.id = sessions.acting_session_id and parents.user_id = sessions.acting_user_id
              and parents.revoked_at is null and parents.expires_at > now() and theirs.status = 'active' and theirs.role = 'parent'
          )) $$;

    -- Faults of ours since the process last went on, whatever their codes: two that take turns are for a person as well.
    alter table processes add column own_fault_count integer not null default 0;
    grant update (own_fault_count) on processes to waymark_grader;

    -- What a person said in mails to others, whatever they were called then: a mail is written in the transaction of what it tells, so their times are the same.
    create function erase_words_in_mails(person uuid) returns void language plpgsql security definer as $$
    begin
      if not exists (select from erasures where user_id = person and status = 'erasing') then
        raise exception 'No erasure of % is under way.', person using errcode = 'WM004';
      end if;
      update mails set parameters = parameters || '{"authorName": "Former member", "excerpt": ""}'
      from submission_comments where author_id = person and template = 'submission_commented'
        and mails.organisation_id = submission_comments.organisation_id and mails.created_at = submission_comments.created_at
        and parameters ->> 'submissionId' = submission_id::text;
      update mails set parameters = parameters || '{"inviterName": "Former member"}'
      from invitations where invited_by = person and template = 'invitation'
        and mails.organisation_id = invitations.organisation_id and mails.created_at = invitations.created_at and recipient = invitations.email::text;
    end $$;
    call protect_definer('erase_words_in_mails(uuid)');
    grant execute on function erase_words_in_mails to waymark_application;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table processes drop column own_fault_count;
    create or replace function find_session(wanted uuid)
      returns table (user_id uuid, organisation_id uuid, role text, email citext, name text, email_verified boolean, acting_user_id uuid)
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select users.id, memberships.organisation_id, memberships.role, email, users.name, email is null or email_verified_at is not null, sessions.acting_user_id
        from sessions join users on users.id = sessions.user_id
          join memberships on memberships.user_id = users.id and memberships.organisation_id = sessions.organisation_id
        where sessions.id = wanted and sessions.revoked_at is null and sessions.expires_at > now() and memberships.status = 'active' and deleted_at is null
          and (sessions.acting_user_id is null or exists (
            select from sessions parents
              join memberships theirs on theirs.user_id = parents.user_id and theirs.organisation_id = sessions.organisation_id
              join guardianships on guardianships.organisation_id = sessions.organisation_id
                and parent_id = parents.user_id and child_id = sessions.user_id
            where parents.id = sessions.acting_session_id and parents.user_id = sessions.acting_user_id
              and parents.revoked_at is null and parents.expires_at > now() and theirs.status = 'active'
          )) $$;
    drop function erase_words_in_mails, erase_webhook_events, find_children_alone;
    drop function take_provider_call(text, integer, integer, boolean);
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
    call protect_definer('take_provider_call(text, integer, integer)');
    grant execute on function take_provider_call to waymark_application;
    create or replace function receive_webhook_event(from_provider text, given_id text, of_type text, names text[], hash bytea, happened timestamptz,
      is_wanted boolean, signed_body text) returns uuid language sql security definer as $$
      insert into webhook_events (provider, event_id, type, refers_to, body_hash, occurred_at, state, body)
      values (from_provider, given_id, of_type, names, hash, happened, case when is_wanted then 'received' else 'ignored' end, signed_body)
      on conflict do nothing returning id
    $$;
    call protect_definer('receive_webhook_event(text, text, text, text[], bytea, timestamptz, boolean, text)');
  `);
}
