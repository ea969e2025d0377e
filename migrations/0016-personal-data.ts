import type { Knex } from 'knex';

const templates = [
  ...['welcome', 'verify_email', 'reset_password', 'password_changed', 'invitation', 'submission_commented'],
  ...['account_exists', 'export_ready', 'erasure_requested', 'erasure_done'],
];
const templatesBefore = templates.slice(0, 7);
const listed = (names: string[]) => names.map((name) => `'${name}'`).join(', ');

/**
 * What the platform holds of a person goes out as an archive, and is erased (ACC-8), as two processes.
 * What is erased lies in every organisation and in rows that the application may not change, so two definer functions do it;
 * they do it only for whom an erasure is under way, or for who has left the organisation.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table personal_archives (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,  -- where it was asked for; it holds the rows of all
      user_id uuid not null,
      requested_by uuid not null references users,             -- themselves or a parent
      status text not null default 'collecting' check (status in ('collecting', 'ready', 'expired', 'cancelled')),
      size_bytes integer,
      requested_at timestamptz not null default now(),
      ready_at timestamptz,
      expires_at timestamptz,
      unique (organisation_id, id),
      foreign key (organisation_id, user_id) references memberships (organisation_id, user_id)
    );
    create unique index personal_archives_one_at_a_time on personal_archives (user_id) where status = 'collecting';
    create index personal_archives_by_user on personal_archives (user_id);
    create index personal_archives_by_requester on personal_archives (requested_by);
    create index personal_archives_by_organisation on personal_archives (organisation_id, user_id);
    call protect_by_organisation('personal_archives');
    create table personal_archive_chunks (
      organisation_id uuid not null,
      archive_id uuid not null,
      position integer not null,
      content bytea not null check (octet_length(content) between 1 and 1048576),
      primary key (archive_id, position),
      foreign key (organisation_id, archive_id) references personal_archives (organisation_id, id) on delete cascade
    );
    call protect_by_organisation('personal_archive_chunks');

    create table erasures (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,  -- where it was asked for; it reaches all
      user_id uuid not null,
      requested_by uuid not null references users,             -- themselves, a parent or a superadmin
      status text not null default 'waiting' check (status in ('waiting', 'erasing', 'erased', 'cancelled')),
      requested_at timestamptz not null default now(),
      due_at timestamptz not null,                             -- until then it can be taken back
      finished_at timestamptz,
      farewell_mail_id uuid,                                   -- whose address is the last thing that goes
      unique (organisation_id, id),
      foreign key (organisation_id, user_id) references memberships (organisation_id, user_id)
    );
    create unique index erasures_one_at_a_time on erasures (user_id) where status in ('waiting', 'erasing');
    create index erasures_by_user on erasures (user_id);
    create index erasures_by_requester on erasures (requested_by);
    create index erasures_by_organisation on erasures (organisation_id, user_id);
    call protect_by_organisation('erasures');
    -- Wherever it was asked for, the person sees it in each of their organisations.
    create policy of_person on personal_archives for select using (user_id = (select current_person_id()));
    create policy of_person on erasures for select using (user_id = (select current_person_id()));
    grant select, insert, update on personal_archives, erasures to waymark_application;
    grant select, insert, delete on personal_archive_chunks to waymark_application;

    -- What is judged and audited stays immutable to everybody but the functions that erase a person.
    drop trigger audit_entries_immutable on audit_entries;
    create trigger audit_entries_immutable before update or delete on audit_entries for each row
      when (current_user <> 'waymark_definer') execute function refuse_change();
    drop trigger process_events_immutable on process_events;
    create trigger process_events_immutable before update on process_events for each row
      when (current_user <> 'waymark_definer') execute function refuse_change();

    alter table mails drop constraint mails_template_check,
      add constraint mails_template_check check (template in (${listed(templates)})) not valid;

    -- Where rows of a person may lie: what collects and erases them looks into each of these, and nobody else may ask.
    create function find_organisations_with(person uuid) returns setof uuid language sql stable security definer as $$
      select organisation_id from (
        select organisation_id from memberships where user_id = person
        union select organisation_id from invitations where email = (select email from users where id = person)
        union select organisation_id from mails where user_id = person
        union select organisation_id from audit_entries where actor_id = person
      ) places
      where exists (select from personal_archives where user_id = person and status = 'collecting')
        or exists (select from erasures where user_id = person and status = 'erasing')
    $$;

    -- A JSON value in which a person's name and address are gone: wherever a text equals the address, and, in what is about them, under the keys that name people.
    create function without_person(given jsonb, address text, about_them boolean, naming text[]) returns jsonb language plpgsql immutable as $$
    begin
      return case jsonb_typeof(given)
        when 'object' then (
          select coalesce(jsonb_object_agg(key, case
            when about_them and key = any (naming) and jsonb_typeof(value) = 'string' then to_jsonb('Former member'::text)
            else without_person(value, address, about_them, naming) end), '{}')
          from jsonb_each(given))
        when 'array' then (select coalesce(jsonb_agg(without_person(value, address, about_them, naming)), '[]') from jsonb_array_elements(given))
        when 'string' then case when lower(given #>> '{}') = lower(address) then to_jsonb('Former member'::text) else given end
        else given
      end;
    end $$;

    -- What a person made: code, output of it, words. Verdicts, scores and progress stay, under a pseudonym.
    -- organisation null: everywhere.
    create function erase_content(person uuid, organisation uuid) returns void language plpgsql security definer as $$
    begin
      if not exists (select from erasures where user_id = person and status = 'erasing')
        and not exists (select from memberships where user_id = person and organisation_id = organisation and status = 'left') then
        raise exception 'Nothing of % may be erased: they are a member, and no erasure is under way.', person using errcode = 'WM004';
      end if;
      update submission_comments set body = 'Erased.' where body <> 'Erased.' and (organisation is null or organisation_id = organisation)
        and (author_id = person or exists (select from submissions where submissions.id = submission_id and submissions.user_id = person));
      update grading_tests set message = null, diff = null, output = null
      from gradings join submissions on submissions.id = gradings.submission_id
      where grading_tests.grading_id = gradings.id and submissions.user_id = person and (organisation is null or submissions.organisation_id = organisation);
      update executions set fault = null
      from gradings join submissions on submissions.id = gradings.submission_id
      where executions.grading_id = gradings.id and submissions.user_id = person and (organisation is null or submissions.organisation_id = organisation);
      update gradings set compile_output = null, message = null
      from submissions where submissions.id = gradings.submission_id and submissions.user_id = person and (organisation is null or submissions.organisation_id = organisation);
      update submissions set files = '[]' where user_id = person and (organisation is null or organisation_id = organisation);
      update runs set files = '[]', stdin = null, result = null, tests = case when exercise_version_id is null then '[]'::jsonb end
      where user_id = person and (organisation is null or organisation_id = organisation);
      delete from personal_archive_chunks using personal_archives
      where archive_id = personal_archives.id and user_id = person and (organisation is null or personal_archives.organisation_id = organisation);
      update personal_archives set status = 'expired' where user_id = person and status = 'ready' and (organisation is null or organisation_id = organisation);
    end $$;

    -- What others and the platform wrote of a person: mails, invitations, stories of processes, the audit log; and what they could sign in with.
    create function erase_traces(person uuid) returns void language plpgsql security definer as $$
    declare
      mailed_at text; called text; stories text[]; letters uuid[];
      naming constant text[] := '{name,email,recipient,handle,headline,user_agent}';
    begin
      if not exists (select from erasures where user_id = person and status = 'erasing') then
        raise exception 'No erasure of % is under way.', person using errcode = 'WM004';
      end if;
      select email, name into mailed_at, called from users where id = person;
      delete from sessions where user_id = person or acting_user_id = person;
      delete from mailed_tokens where user_id = person;
      delete from idempotency_keys where user_id = person;
      delete from sign_in_failures where key = 'account:' || encode(sha256(convert_to(lower(coalesce(mailed_at, person::text)), 'UTF8')), 'hex');

      -- To others: what they said, and who invited.
      update mails set parameters = parameters || '{"authorName": "Former member", "excerpt": ""}'
      from submission_comments where author_id = person and template = 'submission_commented'
        and mails.organisation_id = submission_comments.organisation_id and parameters ->> 'submissionId' = submission_id::text and parameters ->> 'authorName' = called;
      update mails set parameters = parameters || '{"inviterName": "Former member"}'
      from invitations where invited_by = person and template = 'invitation'
        and mails.organisation_id = invitations.organisation_id and recipient = invitations.email::text and parameters ->> 'inviterName' = called;
      -- To them.
      select coalesce(array_agg(id), '{}') into letters from mails where user_id = person
        or (lower(recipient) = lower(mailed_at) and organisation_id in (select find_organisations_with(person)));
      select coalesce(array_agg(workflow_id), '{}') into stories from processes
        where user_id = person or (kind = 'send-mail' and row_id = any (letters));
      update processes set state = 'cancelled', finished_at = now(), waiting_for = null, waiting_until = null, needs_person = false, revision = revision + 1
        where kind = 'send-mail' and row_id = any (letters) and finished_at is null;
      update mails set recipient = 'erased', parameters = '{}', refusal = null, status = case status when 'queued' then 'cancelled' else status end
        where id = any (letters);
      delete from invitations where email = mailed_at::citext;
      update process_events set detail = '{}' where workflow_id = any (stories) and detail <> '{}';
      update processes set last_fault = null where workflow_id = any (stories) and last_fault is not null;
      update outbox set arguments = arguments #- '{signal,reason}', last_error = null where workflow_id = any (stories);

      update audit_entries set
        before = without_person(before, mailed_at, about_them, naming),
        after = without_person(after, mailed_at, about_them, naming),
        reason = case when about_them or actor_id = person then replace(replace(reason, called, 'Former member'), coalesce(nullif(mailed_at, ''), called), 'Former member') else reason end,
        address = case when actor_id = person or (actor_id is null and about_them) then null else audit_entries.address end
      from (
        select id as entry_id, subject_type = 'user' and subject_id = person::text as about_them from audit_entries
        where organisation_id in (select find_organisations_with(person))
          and (actor_id = person or (subject_type = 'user' and subject_id = person::text)
            or position(lower(mailed_at) in lower(before::text)) > 0 or position(lower(mailed_at) in lower(after::text)) > 0)
      ) found where audit_entries.id = entry_id;
    end $$;

    -- The last mail's address, once it has been handed over or cannot be. false: it is still on its way.
    create function erase_farewell(erasure uuid) returns boolean language plpgsql security definer as $$
    declare letter uuid;
    begin
      select mails.id into letter from erasures join mails on mails.id = farewell_mail_id
        where erasures.id = erasure and erasures.status = 'erasing' and mails.template = 'erasure_done' and mails.organisation_id = erasures.organisation_id;
      if letter is null then return true; end if;
      if exists (select from mails where id = letter and status = 'queued') then return false; end if;
      update mails set recipient = 'erased', parameters = '{}', refusal = null where id = letter;
      update process_events set detail = '{}' where workflow_id = 'send-mail:' || letter;
      update processes set last_fault = null where workflow_id = 'send-mail:' || letter;
      update outbox set last_error = null where workflow_id = 'send-mail:' || letter;
      return true;
    end $$;

    -- Rows that exist for their process only go with it.
    create or replace function forget_processes(forgotten_kind text, kept interval, at_most integer) returns integer language plpgsql
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
      if forgotten_kind = 'export-person' then delete from personal_archives where 'export-person:' || id = any (gone); end if;
      if forgotten_kind = 'erase-person' then delete from erasures where 'erase-person:' || id = any (gone); end if;
      return cardinality(gone);
    end $$;

    grant select on audit_entries, erasures, personal_archives, personal_archive_chunks, grading_tests, executions, sign_in_failures to waymark_definer;
    grant update (before, after, reason, address) on audit_entries to waymark_definer;
    grant update (detail) on process_events to waymark_definer;
    grant update (body) on submission_comments to waymark_definer;
    grant update (message, diff, output) on grading_tests to waymark_definer;
    grant update (fault) on executions to waymark_definer;
    grant update (compile_output, message) on gradings to waymark_definer;
    grant update (files) on submissions to waymark_definer;
    grant update (files, stdin, result, tests) on runs to waymark_definer;
    grant update (status) on personal_archives to waymark_definer;
    grant update (recipient, parameters, refusal, status) on mails to waymark_definer;
    grant delete on personal_archives, personal_archive_chunks, erasures, invitations, sign_in_failures to waymark_definer;
    revoke execute on function without_person from public;
    grant execute on function without_person to waymark_definer;
    call protect_definer('find_organisations_with(uuid)');
    call protect_definer('erase_content(uuid, uuid)');
    call protect_definer('erase_traces(uuid)');
    call protect_definer('erase_farewell(uuid)');
    call protect_definer('forget_processes(text, interval, integer)');
    grant execute on function find_organisations_with, erase_content, erase_traces, erase_farewell to waymark_application;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function forget_processes(forgotten_kind text, kept interval, at_most integer) returns integer language plpgsql
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
    call protect_definer('forget_processes(text, interval, integer)');
    drop function erase_farewell, erase_traces, erase_content, without_person, find_organisations_with;
    delete from process_events where workflow_id like 'export-person:%' or workflow_id like 'erase-person:%';
    delete from outbox where workflow_id like 'export-person:%' or workflow_id like 'erase-person:%';
    delete from processes where kind in ('export-person', 'erase-person');
    delete from mails where template in (${listed(templates.slice(7))});
    alter table mails drop constraint mails_template_check, add constraint mails_template_check check (template in (${listed(templatesBefore)})) not valid;
    drop trigger process_events_immutable on process_events;
    create trigger process_events_immutable before update on process_events for each row execute function refuse_change();
    drop trigger audit_entries_immutable on audit_entries;
    create trigger audit_entries_immutable before update or delete on audit_entries for each row execute function refuse_change();
    drop table erasures, personal_archive_chunks, personal_archives;
    revoke select on audit_entries, grading_tests, executions, sign_in_failures from waymark_definer;
    revoke update (before, after, reason, address) on audit_entries from waymark_definer;
    revoke update (detail) on process_events from waymark_definer;
    revoke update (body) on submission_comments from waymark_definer;
    revoke update (message, diff, output) on grading_tests from waymark_definer;
    revoke update (fault) on executions from waymark_definer;
    revoke update (compile_output, message) on gradings from waymark_definer;
    revoke update (files) on submissions from waymark_definer;
    revoke update (files, stdin, result, tests) on runs from waymark_definer;
    revoke update (recipient, parameters, refusal, status) on mails from waymark_definer;
    revoke delete on invitations, sign_in_failures from waymark_definer;
  `);
}
