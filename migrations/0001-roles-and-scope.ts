import type { Knex } from 'knex';

/**
 * The three roles the platform runs as, and the two pieces of row-level security every later migration uses.
 * The role that runs migrations owns the tables and the listed security-definer functions, so it must be a superuser or have BYPASSRLS.
 * Passwords come from the environment of the migration step only.
 */
const roles = [
  { name: 'waymark_application', password: 'DATABASE_APPLICATION_PASSWORD' },
  { name: 'waymark_relay', password: 'DATABASE_RELAY_PASSWORD' },
  { name: 'waymark_grader', password: 'DATABASE_GRADER_PASSWORD' },
] as const;

export async function up(knex: Knex): Promise<void> {
  for (const role of roles) {
    const password = process.env[role.password];
    if (!password) throw new Error(`Set ${role.password}: migrations create the role ${role.name} with it.`);
    await knex.raw(`
      do $$ begin
        perform pg_advisory_xact_lock(hashtext('waymark-roles'));
        if not exists (select from pg_roles where rolname = '${role.name}') then
          create role ${role.name} login nosuperuser nocreatedb nocreaterole noinherit;
        end if;
      end $$`);
    const quoted = await knex.raw<{ rows: { statement: string }[] }>(
      `select format('alter role %I password %L', ?::text, ?::text) as statement`,
      [role.name, password],
    );
    await knex.raw(quoted.rows[0]!.statement.replaceAll('?', '\\?'));
    await knex.raw(`grant usage on schema public to ${role.name}`);
  }
  await knex.raw(`
    create extension if not exists pg_trgm;
    create extension if not exists citext;

    -- A reused connection holds '' after a transaction-local setting ends, and ''::uuid would fail.
    create function current_organisation_id() returns uuid language sql stable parallel safe
      as $$ select nullif(current_setting('waymark.organisation_id', true), '')::uuid $$;

    -- Forced row-level security by organisation_id, for one table.
    create procedure protect_by_organisation(protected regclass) language plpgsql as $$
    begin
      execute format('alter table %s enable row level security', protected);
      execute format('alter table %s force row level security', protected);
      execute format('create policy in_organisation on %s using (organisation_id = (select current_organisation_id())) with check (organisation_id = (select current_organisation_id()))', protected);
    end $$;

    -- What is judged is immutable; so is what was audited.
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% rows are immutable', tg_table_name using errcode = 'WM001';
    end $$;
  `);
}

/** Roles belong to the whole cluster and may serve another database of it, so they stay. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function refuse_change();
    drop procedure protect_by_organisation(regclass);
    drop function current_organisation_id();
    drop extension citext;
    drop extension pg_trgm;
  `);
  for (const role of roles) await knex.raw(`revoke usage on schema public from ${role.name}`);
}
