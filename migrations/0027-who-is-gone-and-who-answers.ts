import type { Knex } from 'knex';

/** Filled in batches, so that nobody waits; each step may be run again. */
export const config = { transaction: false };

/** Who writes what in an organisation, and so has to be a member of it at that moment (as in 0022). */
const writers: Record<string, { writer: string; on: string }> = {
  public_profiles: { writer: 'user_id', on: 'insert or update' },
  // Whoever invited may have left by the time it is accepted.
  invitations: { writer: 'invited_by', on: 'insert' },
  // Erasing somebody marks the archives that are ready.
  personal_archives: { writer: 'requested_by', on: 'insert' },
};

/** What belongs to an account or tells where somebody acted from: nobody who is erased has any of it again. */
const belongings: Record<string, { person: string; on: string }> = {
  user_pictures: { person: 'user_id', on: 'insert or update' },
  // A parent may enrol a child who is deactivated just now.
  enrolments: { person: 'user_id', on: 'insert' },
  memberships: { person: 'user_id', on: 'insert' },
  sessions: { person: 'user_id', on: 'insert' },
  mailed_tokens: { person: 'user_id', on: 'insert' },
  idempotency_keys: { person: 'user_id', on: 'insert' },
  audit_entries: { person: 'actor_id', on: 'insert' },
};

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function refuse_to_revive() returns trigger language plpgsql as $$
    begin
      raise exception '% was erased.', old.id using errcode = 'WM005';
    end $$;
    create or replace trigger refuse_to_revive before update on users for each row when (old.deleted_at is not null) execute function refuse_to_revive();

    -- After the row, and after the check of its foreign key: that waits for an erasure at this moment, and what is looked up here is what it left.
    create or replace function refuse_erased_person() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare writer uuid;
    begin
      execute format('select ($1).%I', tg_argv[0]) using new into writer;
      if exists (select from users where id = writer and deleted_at is not null) then
        raise exception '% was erased.', writer using errcode = 'WM005';
      end if;
      return null;
    end $$;
    call protect_definer('refuse_erased_person()');
  `);
  for (const [table, { writer, on }] of Object.entries(writers))
    await knex.raw(
      `create or replace trigger refuse_former_member before ${on} on ${table} for each row execute function refuse_former_member('${writer}')`,
    );
  for (const [table, { person, on }] of Object.entries(belongings))
    await knex.raw(
      `create or replace trigger refuse_erased_person after ${on} on ${table} for each row execute function refuse_erased_person('${person}')`,
    );
  await knex.raw(`
    -- As in 0023, but an answer is what somebody wrote who teaches: whose parent an author is may change, and is forgotten when they leave.
    create or replace function tell_review_state() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare answered_by_comment boolean;
    begin
      if new.purpose <> 'attempt' or new.status <> 'graded' then
        new.review_state := null;
        return new;
      end if;
      -- That there is nothing to say was said of the verdict of that time.
      if tg_op = 'UPDATE' and new.verdict is distinct from old.verdict then
        new.reviewed_at := null;
        new.reviewed_by := null;
      end if;
      select author_id <> new.user_id and exists (select from memberships
            where organisation_id = new.organisation_id and user_id = author_id and role in ('trainer', 'admin', 'superadmin'))
        into answered_by_comment
        from submission_comments where organisation_id = new.organisation_id and submission_id = new.id order by id desc limit 1;
      new.review_state := case
        when answered_by_comment or new.reviewed_at is not null then 'answered'
        when answered_by_comment is null and exists (select from gradings where gradings.id = new.grading_id and reason = 'override') then 'answered'
        when exists (select from submissions newer where newer.organisation_id = new.organisation_id and newer.exercise_id = new.exercise_id
          and newer.user_id = new.user_id and newer.purpose = 'attempt' and newer.status <> 'cancelled' and newer.attempt > new.attempt) then null
        when new.verdict = 'accepted' and answered_by_comment is null then 'accepted'
        else 'waiting'
      end;
      return new;
    end $$;
    -- So nothing depends on guardianships any more.
    drop trigger if exists retell_commented_by_parent on guardianships;
    drop function if exists retell_commented_by_parent();
  `);
  await tellAnew(knex);
}

/** Tells the states of what somebody spoke to who neither teaches nor handed it in, 2,000 at a time. */
async function tellAnew(knex: Knex): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await knex.raw<{ rows: { id: string }[] }>(
      `with batch as (
         select submissions.id from submissions where id > ? and exists (
           select from submission_comments join memberships on memberships.organisation_id = submission_comments.organisation_id and memberships.user_id = author_id
           where submission_id = submissions.id and author_id <> submissions.user_id and role not in ('trainer', 'admin', 'superadmin'))
         order by id limit 2000)
       update submissions set review_state = review_state from batch where submissions.id = batch.id returning submissions.id`,
      [after],
    );
    if (rows.length === 0) return;
    after = rows.map(({ id }) => id).reduce((last, id) => (id > last ? id : last));
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const table of Object.keys(belongings))
    await knex.raw(`drop trigger if exists refuse_erased_person on ${table}`);
  for (const table of Object.keys(writers))
    await knex.raw(`drop trigger if exists refuse_former_member on ${table}`);
  await knex.raw(`
    drop trigger if exists refuse_to_revive on users;
    drop function if exists refuse_to_revive(), refuse_erased_person();
  `);
  await knex.raw(`
    create or replace function tell_review_state() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare answered_by_comment boolean;
    begin
      if new.purpose <> 'attempt' or new.status <> 'graded' then
        new.review_state := null;
        return new;
      end if;
      -- That there is nothing to say was said of the verdict of that time.
      if tg_op = 'UPDATE' and new.verdict is distinct from old.verdict then
        new.reviewed_at := null;
        new.reviewed_by := null;
      end if;
      select author_id <> new.user_id
          and not exists (select from guardianships where organisation_id = new.organisation_id and parent_id = author_id and child_id = new.user_id)
        into answered_by_comment
        from submission_comments where organisation_id = new.organisation_id and submission_id = new.id order by id desc limit 1;
      new.review_state := case
        when answered_by_comment or new.reviewed_at is not null then 'answered'
        when answered_by_comment is null and exists (select from gradings where gradings.id = new.grading_id and reason = 'override') then 'answered'
        when exists (select from submissions newer where newer.organisation_id = new.organisation_id and newer.exercise_id = new.exercise_id
          and newer.user_id = new.user_id and newer.purpose = 'attempt' and newer.status <> 'cancelled' and newer.attempt > new.attempt) then null
        when new.verdict = 'accepted' and answered_by_comment is null then 'accepted'
        else 'waiting'
      end;
      return new;
    end $$;
    create or replace function retell_commented_by_parent() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare of guardianships := case tg_op when 'INSERT' then new else old end;
    begin
      update submissions set review_state = review_state where organisation_id = of.organisation_id and user_id = of.child_id
        and id in (select submission_id from submission_comments where author_id = of.parent_id);
      return null;
    end $$;
    create or replace trigger retell_commented_by_parent after insert or delete on guardianships for each row execute function retell_commented_by_parent();
    call protect_definer('retell_commented_by_parent()');
  `);
  await tellAnew(knex);
}
