import type { Knex } from 'knex';

/** Indexed concurrently, so that nobody waits; each step may be run again. */
export const config = { transaction: false };

const kinds = ['comment', 'override', 'regrade', 'due_soon', 'process'];
const templatesBefore = [
  ...['welcome', 'verify_email', 'reset_password', 'password_changed', 'invitation', 'submission_commented'],
  ...['account_exists', 'export_ready', 'erasure_requested', 'erasure_done'],
];
const templates = ['result_overridden', 'result_changed', 'exercise_due', 'process_needs_person'];
const listed = (names: string[]) => names.map((name) => `'${name}'`).join(', ');

const indexes = {
  exercise_versions_by_due_time: 'exercise_versions (due_at) where due_at is not null',
  processes_needing_person:
    'processes (organisation_id, started_at) where needs_person and finished_at is null',
};

/** What people are told, each thing once, and how they want to be told (COM-4). */
export async function up(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasTable('notifications'))) await knex.raw(tables);
  await knex.raw(`
    alter table mails drop constraint if exists mails_template_check,
      add constraint mails_template_check check (template in (${listed([...templatesBefore, ...templates])})) not valid;

    -- Since when a process needs a person: each time anew, so that each is told of.
    -- locks processes: a column without a default and a trigger are rows in the catalogue
    alter table processes add column if not exists needs_person_since timestamptz;
    create or replace function note_needs_person() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
      begin
        new.needs_person_since := clock_timestamp();
        return new;
      end $$;
    create or replace trigger note_needs_person before update of needs_person on processes
      for each row when (new.needs_person and not old.needs_person) execute function note_needs_person();

    -- What is due within a while, with the person who has not solved it and has not been told: of all organisations, at most so many.
    create or replace function find_due_soon(within interval, at_most integer)
      returns table (organisation_id uuid, user_id uuid, exercise_id uuid, slug text, title text, due_at timestamptz)
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select exercises.organisation_id, enrolments.user_id, exercises.id, exercises.slug, versions.title, versions.due_at
        from exercise_versions versions
          join exercises on exercises.published_version_id = versions.id and exercises.status = 'published'
          join enrolments on enrolments.organisation_id = exercises.organisation_id and enrolments.course_id = exercises.course_id and enrolments.status = 'active'
          join memberships on memberships.organisation_id = enrolments.organisation_id and memberships.user_id = enrolments.user_id and memberships.status = 'active'
        where versions.due_at > now() and versions.due_at <= now() + within
          and not exists (select from exercise_progress where exercise_progress.organisation_id = enrolments.organisation_id
            and exercise_progress.user_id = enrolments.user_id and exercise_progress.exercise_id = exercises.id and solved_at is not null)
          and not exists (select from notifications where notifications.organisation_id = enrolments.organisation_id
            and notifications.user_id = enrolments.user_id and key = 'due_soon:' || exercises.id)
        order by versions.due_at limit at_most
      $$;

    -- What needs a person and of what nobody has been told since it last began to, where there is somebody to tell: of one organisation no more than so many an hour,
    -- or what is down for all would be told thousands of times. Not of what tells people itself: telling of that would fail as well, and be told.
    create or replace function find_processes_to_tell(readers text[], an_hour integer)
      returns table (organisation_id uuid, workflow_id text, kind text, key text)
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        with needing as (
          select processes.organisation_id, processes.workflow_id, processes.kind, processes.started_at,
            'process:' || processes.workflow_id || ':' || coalesce((select id::text from process_events
              where process_events.organisation_id = processes.organisation_id and process_events.workflow_id = processes.workflow_id and event = 'parked'
              order by id desc limit 1), 'first') || coalesce(':' || extract(epoch from needs_person_since), '') as key
          from processes
          where needs_person and finished_at is null and processes.organisation_id is not null and processes.kind <> 'notify'
            and not (processes.kind = 'send-mail' and exists (select from notifications where mail_id = row_id))
        ), untold as (
          select needing.*, row_number() over (partition by needing.organisation_id order by started_at) as place from needing
          where not exists (select from notifications told where told.organisation_id = needing.organisation_id and told.key = needing.key)
            and exists (select from memberships where memberships.organisation_id = needing.organisation_id and role = any (readers) and status = 'active')
        )
        select untold.organisation_id, untold.workflow_id, untold.kind, untold.key from untold
        where place <= an_hour - (select count(distinct recent.key) from notifications recent
          where recent.organisation_id = untold.organisation_id and recent.kind = 'process' and recent.created_at > now() - interval '1 hour')
      $$;

    create or replace function forget_notifications(read_kept interval, kept interval, at_most integer) returns integer
      language sql security definer set search_path = pg_catalog, public, pg_temp as $$
        with gone as (
          delete from notifications where id in (
            select id from notifications where read_at < now() - read_kept or created_at < now() - kept limit at_most) returning 1
        )
        select count(*)::integer from gone
      $$;
    grant select on enrolments, exercise_progress to waymark_definer;
    grant select, delete on notifications to waymark_definer;
    call protect_definer('find_due_soon(interval, integer)');
    call protect_definer('find_processes_to_tell(text[], integer)');
    call protect_definer('forget_notifications(interval, interval, integer)');
    grant execute on function find_due_soon, find_processes_to_tell, forget_notifications to waymark_application;
  `);
  for (const [name, on] of Object.entries(indexes)) {
    await knex.raw(`drop index concurrently if exists ${name}`);
    await knex.raw(`create index concurrently ${name} on ${on}`);
  }
}

const tables = `
  create table notifications (
    id uuid primary key default uuidv7(),
    mail_id uuid not null unique default uuidv7(),  -- of its mail, if there is one: so there is one Message-ID
    organisation_id uuid not null references organisations,
    user_id uuid not null,                     -- who is told
    actor_id uuid references users,            -- who caused it, where somebody did
    kind text not null check (kind in (${listed(kinds)})),
    key text not null check (length(key) between 1 and 200),  -- what it tells of; nobody is told of it twice
    parameters jsonb not null,                 -- by the schema of its kind, domain/notifications/
    status text not null default 'queued' check (status in ('queued', 'shown', 'mailed', 'settled', 'cancelled')),
    created_at timestamptz not null default now(),
    visible_at timestamptz,                    -- in the panel since then; null: not there
    read_at timestamptz,
    mail_after timestamptz,                    -- it may be read in the panel until then
    unique (organisation_id, key, user_id),
    foreign key (organisation_id, user_id) references memberships (organisation_id, user_id)
  );
  create index notifications_by_person on notifications (organisation_id, user_id);
  create index notifications_by_actor on notifications (actor_id) where actor_id is not null;
  create index notifications_in_panel on notifications (organisation_id, user_id, visible_at desc, id desc) include (read_at) where visible_at is not null;
  create index notifications_unread on notifications (organisation_id, user_id, visible_at desc, id desc) where visible_at is not null and read_at is null;
  create index notifications_read on notifications (read_at) where read_at is not null;
  create index notifications_in_order on notifications (created_at);
  create index notifications_of_processes on notifications (organisation_id, created_at) where kind = 'process';
  call protect_by_organisation('notifications');
  grant select, insert, update, delete on notifications to waymark_application;

  create table notification_preferences (
    organisation_id uuid not null,
    user_id uuid not null,
    kind text not null check (kind in (${listed(kinds)})),
    channel text not null check (channel in ('panel', 'mail')),
    wanted boolean not null,
    changed_at timestamptz not null default now(),
    primary key (organisation_id, user_id, kind, channel),
    foreign key (organisation_id, user_id) references memberships (organisation_id, user_id)
  );
  call protect_by_organisation('notification_preferences');
  grant select, insert, update, delete on notification_preferences to waymark_application;

  -- A panel watches its reader, not a row.
  create function notify_of_notifications() returns trigger language plpgsql as $$
  declare of notifications := case tg_op when 'DELETE' then old else new end;
  begin
    perform pg_notify('changes', json_build_object('kind', 'notifications', 'id', of.user_id, 'organisation_id', of.organisation_id)::text);
    return null;
  end $$;
  create trigger notify_change after insert or update of visible_at, read_at or delete on notifications for each row execute function notify_of_notifications();
`;

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(indexes)) await knex.raw(`drop index concurrently if exists ${name}`);
  await knex.raw(`
    delete from process_events where workflow_id like 'notify:%';
    delete from outbox where workflow_id like 'notify:%';
    delete from processes where kind = 'notify';
    delete from mails where template in (${listed(templates)});
    alter table mails drop constraint mails_template_check, add constraint mails_template_check check (template in (${listed(templatesBefore)})) not valid;
    drop function find_due_soon, find_processes_to_tell, forget_notifications;
    drop table notification_preferences, notifications;
    drop function notify_of_notifications;
    drop trigger note_needs_person on processes;
    drop function note_needs_person;
    -- locks processes: it drops a row in the catalogue
    alter table processes drop column needs_person_since;
    revoke select on enrolments, exercise_progress from waymark_definer;
  `);
}
