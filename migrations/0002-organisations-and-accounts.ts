import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table organisations (
      id uuid primary key default uuidv7(),
      slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
      name text not null,
      primary_colour text check (primary_colour ~ '^#[0-9A-Fa-f]{6}$'),
      modules jsonb not null default '{}',
      open_registration boolean not null default true,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    alter table organisations enable row level security;
    alter table organisations force row level security;
    create policy own_organisation on organisations using (id = (select current_organisation_id()));
    grant select, update on organisations to waymark_application;

    create table users (
      id uuid primary key default uuidv7(),
      email citext unique,                       -- null: a child without an address of their own
      name text not null check (length(name) between 1 and 200),
      password_hash text,
      email_verified_at timestamptz,
      track text check (track in ('DP', 'FSD')),
      language text not null default 'en',
      time_zone text not null default 'UTC',
      picture_hash text check (picture_hash ~ '^[0-9a-f]{64}$'),  -- SHA-256 of their picture
      preferences jsonb not null default '{}',
      last_signed_in_at timestamptz,
      deleted_at timestamptz,                    -- the person is gone; the row stays, emptied, for what points at it
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );

    create table memberships (
      organisation_id uuid not null references organisations,
      user_id uuid not null references users,
      role text not null check (role in ('student', 'trainer', 'parent', 'admin', 'superadmin')),
      status text not null default 'active' check (status in ('active', 'deactivated', 'left')),
      capacity integer not null default 20 check (capacity between 0 and 20),  -- students a trainer may have (ACC-10)
      created_at timestamptz not null default now(),
      primary key (organisation_id, user_id)
    );
    create index memberships_by_user on memberships (user_id);
    create index memberships_by_role on memberships (organisation_id, role, user_id);
    call protect_by_organisation('memberships');
    grant select, insert, update, delete on memberships to waymark_application;

    alter table users enable row level security;
    alter table users force row level security;
    create policy member_of_organisation on users using (exists (select from memberships where memberships.user_id = users.id));
    -- An account exists before its first membership does.
    create policy new_account on users for insert with check (true);
    grant select, insert, update on users to waymark_application;

    create table user_pictures (
      user_id uuid primary key references users on delete cascade,
      media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
      content bytea not null check (octet_length(content) between 1 and 262144)
    );
    alter table user_pictures enable row level security;
    alter table user_pictures force row level security;
    create policy member_of_organisation on user_pictures using (exists (select from memberships where memberships.user_id = user_pictures.user_id));
    grant select, insert, update, delete on user_pictures to waymark_application;

    create table invitations (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,
      email citext not null,
      role text not null check (role in ('student', 'trainer', 'parent', 'admin')),
      token_hash bytea not null unique,
      invited_by uuid not null references users,
      expires_at timestamptz not null,
      accepted_at timestamptz,
      created_at timestamptz not null default now()
    );
    call protect_by_organisation('invitations');
    grant select, insert, update, delete on invitations to waymark_application;

    -- Persons' own rows, looked at before a scope exists: no organisation policy, reached by hashes of secrets.
    create table sessions (
      id uuid primary key default uuidv7(),
      user_id uuid not null references users on delete cascade,
      organisation_id uuid not null references organisations,
      user_agent text,
      address inet,
      acting_user_id uuid references users,      -- the parent who views as this child
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      last_used_at timestamptz not null default now(),
      revoked_at timestamptz,
      revoked_reason text
    );
    create index sessions_by_user on sessions (user_id) where revoked_at is null;
    create index sessions_by_age on sessions (expires_at);
    create table refresh_tokens (
      token_hash bytea primary key,              -- SHA-256
      session_id uuid not null references sessions on delete cascade,
      sequence integer not null,
      issued_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz,
      unique (session_id, sequence)
    );
    create table mailed_tokens (
      token_hash bytea primary key,
      user_id uuid not null references users on delete cascade,
      purpose text not null check (purpose in ('verify_email', 'reset_password')),
      expires_at timestamptz not null,
      used_at timestamptz,
      created_at timestamptz not null default now()
    );
    create table sign_in_failures (
      key text primary key,                      -- 'account:<SHA-256 of the e-mail>' or 'address:<ip>'
      failures integer not null default 0,
      first_failed_at timestamptz not null default now(),
      locked_until timestamptz
    );
    grant select, insert, update, delete on sessions, refresh_tokens, mailed_tokens, sign_in_failures to waymark_application;

    create unlogged table rate_limit_leases (
      key text not null,
      window_start timestamptz not null,
      used integer not null default 0,
      primary key (key, window_start)
    );
    grant select, insert, update, delete on rate_limit_leases to waymark_application;

    create table trainer_assignments (
      organisation_id uuid not null,
      student_id uuid not null,
      trainer_id uuid not null,
      assigned_by uuid references users,
      created_at timestamptz not null default now(),
      primary key (organisation_id, student_id),
      foreign key (organisation_id, student_id) references memberships (organisation_id, user_id) on delete cascade,
      foreign key (organisation_id, trainer_id) references memberships (organisation_id, user_id) on delete cascade
    );
    create index trainer_assignments_by_trainer on trainer_assignments (organisation_id, trainer_id);
    call protect_by_organisation('trainer_assignments');
    grant select, insert, update, delete on trainer_assignments to waymark_application;

    -- Two racing assignments meet at the trainer's membership row, so the 21st is refused (ACC-10).
    create function hold_trainer_capacity() returns trigger language plpgsql as $$
    declare allowed integer; taken integer;
    begin
      select capacity into allowed from memberships
        where organisation_id = new.organisation_id and user_id = new.trainer_id and role in ('trainer', 'admin', 'superadmin') for update;
      if allowed is null then raise exception 'not a trainer' using errcode = 'WM002'; end if;
      select count(*) into taken from trainer_assignments
        where organisation_id = new.organisation_id and trainer_id = new.trainer_id and student_id <> new.student_id;
      if taken >= allowed then raise exception 'trainer is full' using errcode = 'WM003'; end if;
      return new;
    end $$;
    create trigger hold_trainer_capacity before insert or update on trainer_assignments for each row execute function hold_trainer_capacity();

    create table guardianships (
      organisation_id uuid not null,
      parent_id uuid not null,
      child_id uuid not null,
      consented_at timestamptz not null default now(),
      primary key (organisation_id, parent_id, child_id),
      foreign key (organisation_id, parent_id) references memberships (organisation_id, user_id) on delete cascade,
      foreign key (organisation_id, child_id) references memberships (organisation_id, user_id) on delete cascade
    );
    call protect_by_organisation('guardianships');
    grant select, insert, delete on guardianships to waymark_application;

    create table audit_entries (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,
      actor_id uuid references users,
      action text not null,                      -- 'user.deactivated', 'submission.overridden', …
      subject_type text not null,
      subject_id text not null,
      before jsonb,
      after jsonb,
      reason text,
      address inet,
      request_id text,
      created_at timestamptz not null default now()
    );
    create index audit_entries_in_order on audit_entries (organisation_id, id desc);
    create index audit_entries_by_subject on audit_entries (organisation_id, subject_type, subject_id, id desc);
    call protect_by_organisation('audit_entries');
    grant select, insert on audit_entries to waymark_application, waymark_grader;
    create trigger audit_entries_immutable before update or delete on audit_entries for each row execute function refuse_change();

    create table idempotency_keys (
      user_id uuid not null references users on delete cascade,
      key text not null check (length(key) between 1 and 200),
      request_hash bytea not null,               -- SHA-256 of method, path and body
      response_status integer not null,
      response_body jsonb not null,
      location text,
      created_at timestamptz not null default now(),
      primary key (user_id, key)
    );
    create index idempotency_keys_by_age on idempotency_keys (created_at);
    grant select, insert, delete on idempotency_keys to waymark_application;

    -- What must look before a scope exists: each takes a secret or a key the caller already holds.
    create function find_account(wanted citext)
      returns table (user_id uuid, name text, track text, password_hash text, email_verified_at timestamptz)
      language sql stable security definer set search_path = public, pg_temp as $$
        select id, name, track, password_hash, email_verified_at from users where email = wanted and deleted_at is null $$;
    create function find_memberships(person uuid)
      returns table (organisation_id uuid, slug text, name text, primary_colour text, role text, status text)
      language sql stable security definer set search_path = public, pg_temp as $$
        select organisation_id, slug, organisations.name, primary_colour, role, status
        from memberships join organisations on organisations.id = organisation_id
        where user_id = person and status <> 'left' order by memberships.created_at, organisation_id $$;
    create function find_session(wanted uuid)
      returns table (user_id uuid, organisation_id uuid, role text, email citext, name text, email_verified boolean, acting_user_id uuid)
      language sql stable security definer set search_path = public, pg_temp as $$
        select users.id, memberships.organisation_id, role, email, users.name, email is null or email_verified_at is not null, acting_user_id
        from sessions join users on users.id = sessions.user_id
          join memberships on memberships.user_id = users.id and memberships.organisation_id = sessions.organisation_id
        where sessions.id = wanted and revoked_at is null and expires_at > now() and memberships.status = 'active' and deleted_at is null $$;
    create function find_organisation(wanted text)
      returns table (id uuid, slug text, name text, open_registration boolean)
      language sql stable security definer set search_path = public, pg_temp as $$
        select id, slug, name, open_registration from organisations where organisations.slug = wanted $$;
    create function find_invitation(wanted bytea)
      returns table (id uuid, organisation_id uuid, organisation_name text, email citext, role text, expires_at timestamptz, accepted_at timestamptz)
      language sql stable security definer set search_path = public, pg_temp as $$
        select invitations.id, organisation_id, organisations.name, email, role, expires_at, accepted_at
        from invitations join organisations on organisations.id = organisation_id where token_hash = wanted $$;
    revoke execute on function find_account(citext), find_memberships(uuid), find_session(uuid), find_organisation(text), find_invitation(bytea) from public;
    grant execute on function find_account(citext), find_memberships(uuid), find_session(uuid), find_organisation(text), find_invitation(bytea) to waymark_application;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function find_account(citext), find_memberships(uuid), find_session(uuid), find_organisation(text), find_invitation(bytea);
    drop table idempotency_keys, audit_entries, guardianships, trainer_assignments, rate_limit_leases, sign_in_failures, mailed_tokens, refresh_tokens, sessions, invitations;
    drop table user_pictures;
    drop policy member_of_organisation on users;
    drop table memberships, users, organisations;
    drop function hold_trainer_capacity();
  `);
}
