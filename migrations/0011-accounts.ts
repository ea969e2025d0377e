import type { Knex } from 'knex';

/**
 * A parent's look through their child's eyes ends with the session it was opened from, with their membership, and with the guardianship.
 * A mail tells who has an account already that somebody tried to register with their address.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The parent's session; not a foreign key, because sessions are forgotten and this one is over then in any case.
    alter table sessions add column acting_session_id uuid;
    grant select on guardianships to waymark_definer;

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

    alter table mails
      drop constraint mails_template_check,
      add constraint mails_template_check check (template in ('welcome', 'verify_email', 'reset_password', 'password_changed', 'invitation',
        'submission_commented', 'account_exists')) not valid;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Both take a name only; what was sent stays sent.
    update mails set template = 'welcome' where template = 'account_exists';
    alter table mails
      drop constraint mails_template_check,
      add constraint mails_template_check check (template in ('welcome', 'verify_email', 'reset_password', 'password_changed', 'invitation', 'submission_commented')) not valid;
    alter table mails validate constraint mails_template_check;

    create or replace function find_session(wanted uuid)
      returns table (user_id uuid, organisation_id uuid, role text, email citext, name text, email_verified boolean, acting_user_id uuid)
      language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
        select users.id, memberships.organisation_id, role, email, users.name, email is null or email_verified_at is not null, acting_user_id
        from sessions join users on users.id = sessions.user_id
          join memberships on memberships.user_id = users.id and memberships.organisation_id = sessions.organisation_id
        where sessions.id = wanted and revoked_at is null and expires_at > now() and memberships.status = 'active' and deleted_at is null $$;
    revoke select on guardianships from waymark_definer;
    alter table sessions drop column acting_session_id;
  `);
}
