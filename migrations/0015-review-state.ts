import type { Knex } from 'knex';

/** Filled in batches and indexed concurrently, so that nobody waits; each step may be run again. */
export const config = { transaction: false };

const indexes = {
  submissions_by_review: `submissions (organisation_id, review_state, submitted_at desc, id desc) where purpose = 'attempt' and review_state is not null`,
  // Of a page first the ids are found here, and what is counted is counted here: the rows hold whole programs.
  submissions_attempts_in_order: `submissions (organisation_id, submitted_at desc, id desc) include (user_id, exercise_id, status, verdict, review_state) where purpose = 'attempt'`,
};

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`alter table submissions add column if not exists review_state text`);
  await knex.raw(`
    alter table submissions drop constraint if exists submissions_review_state_check;
    alter table submissions add constraint submissions_review_state_check check (review_state in ('waiting', 'answered')) not valid;

    -- How a hand-in stands with those who review it. Answered: a trainer or admin had the last word, by a comment or by letting their own
    -- judgement stand. Waiting: graded, without an answer, and the newest attempt of its student. Null: nothing to say yet, or a newer attempt is what matters.
    -- Told when the row is written, because what it follows from is spread over four tables and the lists ask for it by the thousand.
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

    -- What changes another row's state writes that row, so that of two transactions the later one sees what the earlier one did.
    -- Only from a newer attempt to the one before it: nobody waits in a circle.
    create or replace function retell_earlier_attempt() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      update submissions set review_state = review_state where id = (
        select id from submissions earlier where earlier.organisation_id = new.organisation_id and earlier.exercise_id = new.exercise_id
          and earlier.user_id = new.user_id and earlier.purpose = 'attempt' and earlier.status <> 'cancelled' and earlier.attempt < new.attempt
        order by attempt desc limit 1);
      return null;
    end $$;
    create or replace trigger retell_earlier_attempt after insert on submissions
      for each row when (new.purpose = 'attempt' and new.attempt > 1) execute function retell_earlier_attempt();
    create or replace trigger retell_earlier_attempt_of_cancelled after update of status on submissions
      for each row when (new.purpose = 'attempt' and new.attempt > 1 and (old.status = 'cancelled') <> (new.status = 'cancelled')) execute function retell_earlier_attempt();
    create or replace function retell_commented() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      update submissions set review_state = review_state where id = new.submission_id;
      return null;
    end $$;
    create or replace trigger retell_commented after insert on submission_comments for each row execute function retell_commented();
    -- A parent's word is no answer: whose parent somebody is decides about the comments they wrote.
    create or replace function retell_commented_by_parent() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare of guardianships := case tg_op when 'INSERT' then new else old end;
    begin
      update submissions set review_state = review_state where organisation_id = of.organisation_id and user_id = of.child_id
        and id in (select submission_id from submission_comments where author_id = of.parent_id);
      return null;
    end $$;
    create or replace trigger retell_commented_by_parent after insert or delete on guardianships for each row execute function retell_commented_by_parent();
    grant select on submissions, submission_comments to waymark_definer;
    grant update (review_state) on submissions to waymark_definer;
    call protect_definer('tell_review_state()');
    call protect_definer('retell_earlier_attempt()');
    call protect_definer('retell_commented()');
    call protect_definer('retell_commented_by_parent()');
  `);
  await knex.raw('alter table submissions validate constraint submissions_review_state_check');
  await fill(knex);
  for (const [name, on] of Object.entries(indexes)) {
    await knex.raw(`drop index concurrently if exists ${name}`);
    await knex.raw(`create index concurrently ${name} on ${on}`);
  }
  await knex.raw('drop index concurrently if exists submissions_in_order');
}

async function fill(knex: Knex): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await knex.raw<{ rows: { id: string }[] }>(
      `with batch as (select id from submissions where purpose = 'attempt' and status = 'graded' and id > ? order by id limit 2000)
       update submissions set review_state = review_state from batch where submissions.id = batch.id returning submissions.id`,
      [after],
    );
    if (rows.length === 0) return;
    after = rows.map(({ id }) => id).reduce((last, id) => (id > last ? id : last));
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'create index concurrently submissions_in_order on submissions (organisation_id, submitted_at desc)',
  );
  for (const name of Object.keys(indexes)) await knex.raw(`drop index concurrently if exists ${name}`);
  await knex.raw(`
    drop trigger retell_commented_by_parent on guardianships;
    drop trigger retell_commented on submission_comments;
    drop trigger retell_earlier_attempt_of_cancelled on submissions;
    drop trigger retell_earlier_attempt on submissions;
    drop trigger tell_review_state on submissions;
    drop function retell_commented_by_parent(), retell_commented(), retell_earlier_attempt(), tell_review_state();
    alter table submissions drop column review_state;
    revoke all on submissions, submission_comments from waymark_definer;
  `);
}
