import type { Knex } from 'knex';

/** Filled in batches and indexed concurrently, so that nobody waits; each step may be run again. */
export const config = { transaction: false };

const indexes = {
  // Whose word it was is asked for when that person is erased.
  submissions_by_reviewer: 'submissions (reviewed_by) where reviewed_by is not null',
  // How many wait is counted exercise by exercise, and an exercise's queue is read in its order.
  submissions_by_review_of_exercise: `submissions (organisation_id, review_state, exercise_id, submitted_at desc, id desc) include (user_id) where purpose = 'attempt' and review_state is not null`,
};

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table submissions add column if not exists reviewed_at timestamptz, add column if not exists reviewed_by uuid;
    alter table submissions drop constraint if exists submissions_reviewed_by_fkey;
    alter table submissions add constraint submissions_reviewed_by_fkey foreign key (reviewed_by) references users not valid;
    alter table submissions drop constraint if exists submissions_review_state_check;
    alter table submissions add constraint submissions_review_state_check check (review_state in ('waiting', 'accepted', 'answered')) not valid;
    alter table submissions drop constraint if exists submissions_reviewed_check;
    alter table submissions add constraint submissions_reviewed_check check ((reviewed_at is null) = (reviewed_by is null)) not valid;

    -- How a hand-in stands with those who review it. Answered: a trainer or admin had the last word, by a comment, by letting their own
    -- judgement stand, or by saying that there is nothing to say. Of what has no answer only the newest attempt of its student counts:
    -- accepted needs none, unless its student says something; anything else waits for one. Null: nothing to say yet, or a newer attempt is what matters.
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
    create or replace trigger tell_review_state before insert or update of status, grading_id, reviewed_at, review_state on submissions
      for each row execute function tell_review_state();
    -- A new word is a reason to look again, whatever was said before it; and whoever decides by what they saw before learns that it changed.
    create or replace function retell_commented() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      update submissions set reviewed_at = null, reviewed_by = null, revision = revision + 1 where id = new.submission_id;
      return null;
    end $$;
    grant update (reviewed_at, reviewed_by, revision) on submissions to waymark_definer;
  `);
  for (const constraint of ['reviewed_by_fkey', 'review_state_check', 'reviewed_check'])
    await knex.raw(`alter table submissions validate constraint submissions_${constraint}`);
  for (const [name, on] of Object.entries(indexes)) {
    await knex.raw(`drop index concurrently if exists ${name}`);
    await knex.raw(`create index concurrently ${name} on ${on}`);
  }
  await tellAnew(knex, `review_state = 'waiting' and verdict = 'accepted'`);
}

/** Tells the states of the rows that the condition names, 2,000 at a time. */
async function tellAnew(knex: Knex, condition: string): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await knex.raw<{ rows: { id: string }[] }>(
      `with batch as (select id from submissions where ${condition} and id > ? order by id limit 2000)
       update submissions set review_state = review_state from batch where submissions.id = batch.id returning submissions.id`,
      [after],
    );
    if (rows.length === 0) return;
    after = rows.map(({ id }) => id).reduce((last, id) => (id > last ? id : last));
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(indexes)) await knex.raw(`drop index concurrently if exists ${name}`);
  await knex.raw(`
    create or replace function tell_review_state() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      new.review_state := case
        when new.purpose <> 'attempt' or new.status <> 'graded' then null
        when coalesce(
          (select author_id <> new.user_id
              and not exists (select from guardianships where organisation_id = new.organisation_id and parent_id = author_id and child_id = new.user_id)
            from submission_comments where organisation_id = new.organisation_id and submission_id = new.id order by id desc limit 1),
          (select reason = 'override' from gradings where gradings.id = new.grading_id),
          false) then 'answered'
        when exists (select from submissions newer where newer.organisation_id = new.organisation_id and newer.exercise_id = new.exercise_id
          and newer.user_id = new.user_id and newer.purpose = 'attempt' and newer.status <> 'cancelled' and newer.attempt > new.attempt) then null
        else 'waiting'
      end;
      return new;
    end $$;
    create or replace trigger tell_review_state before insert or update of status, grading_id, review_state on submissions
      for each row execute function tell_review_state();
    create or replace function retell_commented() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      update submissions set review_state = review_state where id = new.submission_id;
      return null;
    end $$;
    revoke update (reviewed_at, reviewed_by, revision) on submissions from waymark_definer;
  `);
  await tellAnew(knex, `(review_state = 'accepted' or reviewed_at is not null)`);
  await knex.raw(`
    alter table submissions drop constraint submissions_review_state_check, drop column reviewed_at, drop column reviewed_by;
    alter table submissions add constraint submissions_review_state_check check (review_state in ('waiting', 'answered')) not valid;
    alter table submissions validate constraint submissions_review_state_check;
  `);
}
