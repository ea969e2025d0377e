import type { Knex } from 'knex';

const kinds = ['terms', 'privacy', 'imprint', 'contact', 'families'];
const shown = ['organisation_texts', 'organisations'];

/** What an organisation tells everybody: its texts, and how it is reached. And whether mails go out, for the page that tells what works. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- locks organisations: columns without a default, a check on a handful of rows, and a trigger are rows in the catalogue
    alter table organisations
      add column postal_address text check (length(postal_address) between 1 and 500),
      add column contact_email text check (length(contact_email) between 3 and 254);

    create table organisation_texts (
      organisation_id uuid not null references organisations,
      kind text not null check (kind in (${kinds.map((kind) => `'${kind}'`).join(', ')})),
      language text not null check (language ~ '^[a-z]{2}(-[A-Za-z]{2,4}){0,1}$'),
      body text check (length(body) between 1 and 60000),  -- Markdown; null: taken back, the platform's own text is shown
      revision integer not null default 1,                 -- goes on when a text is taken back, so that nobody overwrites what they have not seen
      updated_at timestamptz not null default now(),
      updated_by uuid not null,
      primary key (organisation_id, kind, language),
      foreign key (organisation_id, updated_by) references memberships (organisation_id, user_id)
    );
    create index organisation_texts_by_writer on organisation_texts (organisation_id, updated_by);
    call protect_by_organisation('organisation_texts');
    grant select, insert, update on organisation_texts to waymark_application;

    -- Since when mails wait for the mail server, of all organisations; null while none does. A mail that is parked for a person waits for that person.
    create function mails_wait_since() returns timestamptz language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
      select min(started_at) from processes where kind = 'send-mail' and finished_at is null and fault_count > 0 and not needs_person
    $$;
    call protect_definer('mails_wait_since()');
    grant execute on function mails_wait_since to waymark_application;
  `);
  // What each API process keeps of what anybody may read is read again.
  for (const table of shown)
    await knex.raw(
      `create trigger notify_catalogue after insert or update or delete on ${table} for each statement execute function notify_catalogue()`,
    );
}

/** What organisations wrote is lost, and their addresses. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function mails_wait_since();
    drop table organisation_texts;
    -- locks organisations: it drops rows in the catalogue
    drop trigger notify_catalogue on organisations;
    alter table organisations drop column postal_address, drop column contact_email;
  `);
}
