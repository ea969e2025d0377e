import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Counts the times a row was taken up; what an attempt writes holds only while the number is still its own.
    alter table gradings add column execution integer not null default 0;
    alter table runs add column execution integer not null default 0;
    -- Past row-level security for this once, whoever owns the tables.
    alter table executions no force row level security;
    alter table gradings no force row level security;
    alter table grading_tests no force row level security;
    alter table submissions no force row level security;
    update gradings set execution = counted.newest
      from (select grading_id, max(attempt) as newest from executions group by grading_id) counted where counted.grading_id = gradings.id;

    -- When somebody could first read the verdict of a test; it stays through every later try.
    alter table gradings add column first_result_at timestamptz;
    update gradings set first_result_at = coalesce(started_at, now())
      where exists (select from grading_tests where grading_tests.grading_id = gradings.id);

    -- A hand-in that its student cancels gives the attempt back, unless a test's verdict was to be read before.
    alter table submissions add column attempt_used boolean not null default true;
    update submissions set attempt_used = false where status = 'cancelled';

    alter table executions force row level security;
    alter table gradings force row level security;
    alter table grading_tests force row level security;
    alter table submissions force row level security;

    grant update (execution, first_result_at) on gradings to waymark_grader;
    grant update (execution) on runs to waymark_grader;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table submissions drop column attempt_used;
    alter table gradings drop column first_result_at, drop column execution;
    alter table runs drop column execution;
  `);
}
