import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- What a member shows to anybody, when they want to (ACC-9). No row: never asked for.
    create table public_profiles (
      organisation_id uuid not null,
      user_id uuid not null,
      handle text not null check (handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(handle) between 3 and 40),
      published boolean not null default false,  -- a profile that is taken back keeps its address
      headline text check (length(headline) between 1 and 280),
      shows_achievements boolean not null default true,
      shows_courses boolean not null default true,
      shows_activity boolean not null default false,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (organisation_id, user_id),
      foreign key (organisation_id, user_id) references memberships (organisation_id, user_id) on delete cascade
    );
    create unique index public_profiles_handle on public_profiles (lower(handle));
    call protect_by_organisation('public_profiles');
    grant select, insert, update, delete on public_profiles to waymark_application;

    -- Looked at before a scope exists. The one tells only of what its person published, the other only that an address cannot be had.
    create function find_public_profile(wanted text) returns table (organisation_id uuid, user_id uuid)
      language sql stable security definer set search_path = public, pg_temp as $$
        select public_profiles.organisation_id, public_profiles.user_id
        from public_profiles join memberships using (organisation_id, user_id) join users on users.id = public_profiles.user_id
        where lower(handle) = lower(wanted) and published and memberships.status = 'active' and deleted_at is null $$;
    create function find_taken_handles(wanted text[]) returns setof text
      language sql stable security definer set search_path = public, pg_temp as $$
        select handle from public_profiles where lower(handle) = any (wanted) $$;
    revoke execute on function find_public_profile(text), find_taken_handles(text[]) from public;
    grant execute on function find_public_profile(text), find_taken_handles(text[]) to waymark_application;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function find_public_profile(text), find_taken_handles(text[]);
    drop table public_profiles;
  `);
}
