import type { Knex } from 'knex';

/** Indexed concurrently, so that nobody waits; each step may be run again. */
export const config = { transaction: false };

const made = {
  // A body that GitHub signed once is heard once, also when it was erased since.
  webhook_events_heard_body_once: `unique webhook_events (body_hash) where provider = 'github' and state <> 'ignored'`,
  mails_by_writer: 'mails (written_by) where written_by is not null',
};
const replaced = {
  webhook_events_kept_body_once: `unique webhook_events (body_hash) where provider = 'github' and body is not null`,
};

/** Who writes what in an organisation, and so has to be a member of it at that moment. */
const writers = {
  submissions: 'user_id',
  runs: 'user_id',
  submission_comments: 'author_id',
  guardianships: 'parent_id',
};

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Whoever leaves holds their membership (holdPerson): what they write at that moment waits here, and is refused once they have left.
    create or replace function refuse_former_member() returns trigger language plpgsql as $$
    declare writer uuid;
    begin
      execute format('select ($1).%I', tg_argv[0]) using new into writer;
      perform from memberships where organisation_id = new.organisation_id and user_id = writer and status = 'active' for key share;
      if not found then
        raise exception '% is no member of this organisation.', writer using errcode = 'WM005';
      end if;
      return new;
    end $$;

    alter table mails add column if not exists written_by uuid;
    alter table mails drop constraint if exists mails_written_by_fkey;
    alter table mails add constraint mails_written_by_fkey foreign key (written_by) references users not valid;
    -- What a person said in mails to others, whatever they were called then.
    create or replace function erase_words_in_mails(person uuid) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      if not exists (select from erasures where user_id = person and status = 'erasing') then
        raise exception 'No erasure of % is under way.', person using errcode = 'WM004';
      end if;
      update mails set parameters = parameters || case template
          when 'submission_commented' then '{"authorName": "Former member", "excerpt": ""}'::jsonb
          else '{"inviterName": "Former member"}'::jsonb end
      where written_by = person;
    end $$;

    -- An event that nobody wanted when it came, and that is sent again once somebody does, is an event like any other; unless what it says was heard under another id since.
    create or replace function receive_webhook_event(from_provider text, given_id text, of_type text, names text[], hash bytea, happened timestamptz,
      is_wanted boolean, signed_body text) returns uuid language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
    exception when unique_violation then
      return null;
    end $$;
  `);
  // Apart, so that nobody waits for the table meanwhile.
  await knex.raw(`
    -- A mail is written in the transaction of what it tells, so their times are the same.
    update mails set written_by = author_id from submission_comments
    where template = 'submission_commented' and mails.organisation_id = submission_comments.organisation_id
      and mails.created_at = submission_comments.created_at and parameters ->> 'submissionId' = submission_id::text;
    update mails set written_by = invited_by from invitations
    where template = 'invitation' and mails.organisation_id = invitations.organisation_id
      and mails.created_at = invitations.created_at and recipient = invitations.email::text;
  `);
  for (const [table, writer] of Object.entries(writers))
    await knex.raw(
      `create or replace trigger refuse_former_member before insert on ${table} for each row ${table === 'submissions' ? `when (new.purpose = 'attempt') ` : ''}execute function refuse_former_member('${writer}')`,
    );
  await knex.raw('alter table mails validate constraint mails_written_by_fkey');
  await create(knex, made);
  await drop(knex, replaced);
}

/** @throws an error of PostgreSQL when the body of an erased event was heard again since: forget the later events then */
export async function down(knex: Knex): Promise<void> {
  await create(knex, replaced);
  await drop(knex, made);
  for (const table of Object.keys(writers)) await knex.raw(`drop trigger refuse_former_member on ${table}`);
  await knex.raw(`
    drop function refuse_former_member();
    create or replace function erase_words_in_mails(person uuid) returns void language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
    alter table mails drop column written_by;
    create or replace function receive_webhook_event(from_provider text, given_id text, of_type text, names text[], hash bytea, happened timestamptz,
      is_wanted boolean, signed_body text) returns uuid language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
  `);
}

async function create(knex: Knex, indexes: Record<string, string>): Promise<void> {
  await drop(knex, indexes);
  for (const [name, on] of Object.entries(indexes)) {
    const unique = on.startsWith('unique ') ? 'unique ' : '';
    await knex.raw(`create ${unique}index concurrently ${name} on ${on.slice(unique.length)}`);
  }
}

async function drop(knex: Knex, indexes: Record<string, string>): Promise<void> {
  for (const name of Object.keys(indexes)) await knex.raw(`drop index concurrently if exists ${name}`);
}
