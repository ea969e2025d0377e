import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table exercises (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,
      course_id uuid,
      slug text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,99}$'),
      status text not null default 'draft' check (status in ('draft', 'published', 'archived')),
      status_reason text,                        -- why it is a draft, in words: its own solution fails, not checked yet
      published_version_id uuid,                 -- what students see and are graded by
      latest_version_id uuid,                    -- what authors see
      imported_hash text,                        -- of the files it was imported from last; null when written in the browser
      created_by uuid references users,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (organisation_id, slug), unique (organisation_id, id),
      foreign key (organisation_id, course_id) references courses (organisation_id, id)
    );
    create table exercise_versions (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      exercise_id uuid not null,
      number integer not null,
      title text not null,
      statement_md text not null,
      kind text not null check (kind in ('program', 'function', 'class', 'algorithm', 'debug', 'fill_in', 'web_page', 'test_file')),
      difficulty integer not null check (difficulty between 1 and 5),
      languages text[] not null,
      limits jsonb not null,                     -- { cpu_ms, wall_ms, memory_kb, output_kb }
      max_attempts integer check (max_attempts > 0),
      due_at timestamptz,
      late_policy jsonb,                         -- { kind: 'refuse' } | { kind: 'penalty', percent_per_day, at_most_percent }
      starter jsonb not null default '{}',       -- language -> [{ name, content }]
      solution jsonb not null default '{}',
      hints jsonb not null default '[]',
      content_hash text not null,                -- of everything above and the tests: saving the same again makes no new version
      created_by uuid references users,
      created_at timestamptz not null default now(),
      unique (organisation_id, exercise_id, number), unique (organisation_id, id),
      foreign key (organisation_id, exercise_id) references exercises (organisation_id, id)
    );
    alter table exercises add foreign key (organisation_id, published_version_id) references exercise_versions (organisation_id, id);
    alter table exercises add foreign key (organisation_id, latest_version_id) references exercise_versions (organisation_id, id);
    create index exercises_in_order on exercises (organisation_id, status, slug);
    create table exercise_tests (
      organisation_id uuid not null,
      exercise_version_id uuid not null,
      position integer not null,
      name text not null,
      hidden boolean not null,
      weight numeric not null default 1 check (weight >= 0),
      test_group text,
      input jsonb not null,                      -- { stdin } | { call, args } | { call, args, steps } | { file }
      expected jsonb,                            -- { stdout } | { value } | null
      compare text not null,                     -- exact | trimmed | tokens | float:1e-6 | unordered | checker
      checker jsonb,                             -- { language, files } when compare is 'checker'
      primary key (exercise_version_id, position),
      foreign key (organisation_id, exercise_version_id) references exercise_versions (organisation_id, id)
    );
    create trigger exercise_versions_immutable before update or delete on exercise_versions for each row execute function refuse_change();
    create trigger exercise_tests_immutable before update or delete on exercise_tests for each row execute function refuse_change();

    create table lesson_blocks (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      lesson_id uuid not null,
      position integer not null,
      kind text not null check (kind in ('text', 'code', 'exercise')),
      content jsonb not null default '{}',       -- text: { markdown } · code: { language, code, caption } · exercise: { note }
      exercise_id uuid,
      check ((kind = 'exercise') = (exercise_id is not null)),
      unique (organisation_id, lesson_id, position),
      foreign key (organisation_id, lesson_id) references lessons (organisation_id, id) on delete cascade,
      foreign key (organisation_id, exercise_id) references exercises (organisation_id, id)
    );

    create table submissions (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      exercise_id uuid not null,
      exercise_version_id uuid not null,
      user_id uuid not null,
      purpose text not null default 'attempt' check (purpose in ('attempt', 'solution_check')),
      language text not null,
      files jsonb not null,                      -- [{ name, content }]
      attempt integer,                           -- counts per student and exercise; null for a solution check
      status text not null default 'queued' check (status in ('queued', 'running', 'graded', 'cancelled')),
      verdict text check (verdict in ('accepted', 'wrong_answer', 'runtime_error', 'compile_error', 'time_limit', 'memory_limit', 'output_limit', 'rejected')),
      score numeric,
      max_score numeric,
      late_seconds integer not null default 0,
      submitted_at timestamptz not null default now(),
      graded_at timestamptz,
      grading_id uuid,                           -- the grading whose result stands
      revision integer not null default 1,       -- grows with every change: the event id of its stream
      unique (organisation_id, id),
      foreign key (organisation_id, exercise_id) references exercises (organisation_id, id),
      foreign key (organisation_id, exercise_version_id) references exercise_versions (organisation_id, id),
      foreign key (organisation_id, user_id) references memberships (organisation_id, user_id)
    );
    create unique index submissions_attempts on submissions (organisation_id, exercise_id, user_id, attempt) where purpose = 'attempt';
    create index submissions_by_user on submissions (organisation_id, user_id, submitted_at desc);
    create index submissions_by_exercise on submissions (organisation_id, exercise_id, submitted_at desc);
    create index submissions_in_order on submissions (organisation_id, submitted_at desc);

    -- One row a run of the grading process: the workflow id holds its id.
    create table gradings (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      submission_id uuid not null,
      reason text not null check (reason in ('first', 'regrade', 'repair', 'solution_check', 'override')),
      status text not null default 'queued' check (status in ('queued', 'running', 'graded', 'cancelled')),
      verdict text check (verdict in ('accepted', 'wrong_answer', 'runtime_error', 'compile_error', 'time_limit', 'memory_limit', 'output_limit', 'rejected')),
      score numeric,
      max_score numeric,
      compile_output text,
      message text,                              -- the verdict in words where the tests do not tell it
      image_digest text,
      tests_total integer,
      tests_done integer not null default 0,
      requested_by uuid references users,
      requested_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      announced_at timestamptz,                  -- progress and publishing are up to date with it; until then the process goes on
      cancel_requested_at timestamptz,
      waiting_for text,                          -- in words, while unfinished: 'grading to begin', 'a free grading slot', 'Docker to come back'
      last_fault text,
      fault_count integer not null default 0,
      foreign key (organisation_id, submission_id) references submissions (organisation_id, id),
      unique (organisation_id, id)
    );
    create index gradings_by_submission on gradings (organisation_id, submission_id, id);
    -- Of two people who ask to run a submission again at once, one is told that it is running already.
    create unique index gradings_one_at_a_time on gradings (submission_id) where status in ('queued', 'running');
    create index gradings_unfinished on gradings (requested_at) where status in ('queued', 'running');
    create index gradings_unannounced on gradings (requested_at) where announced_at is null;
    create table grading_tests (
      organisation_id uuid not null,
      grading_id uuid not null,
      position integer not null,
      name text not null,
      hidden boolean not null,
      weight numeric not null,
      test_group text,
      verdict text not null check (verdict in ('accepted', 'wrong_answer', 'runtime_error', 'time_limit', 'memory_limit', 'output_limit', 'skipped')),
      cpu_ms integer,
      wall_ms integer,
      memory_kb integer,
      message text,                              -- 'First difference in line 2', 'ZeroDivisionError in main.py, line 3'
      diff jsonb,                                -- { expected, actual, first_difference: { line, column } }, null when equal
      output text,
      output_cut boolean not null default false,
      primary key (grading_id, position),
      foreign key (organisation_id, grading_id) references gradings (organisation_id, id)
    );
    -- Each execution in a container, also the ones that ended in a fault of ours.
    create table executions (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      grading_id uuid not null,
      attempt integer not null,
      outcome text check (outcome in ('completed', 'compile_error', 'runtime_error', 'system_error', 'cancelled')),
      fault text,
      image_digest text,
      started_at timestamptz not null default now(),
      ended_at timestamptz,
      unique (grading_id, attempt),
      foreign key (organisation_id, grading_id) references gradings (organisation_id, id)
    );

    -- Free runs: kept for an hour, cost no attempt.
    create table runs (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      exercise_id uuid,                          -- null: an author's trial of something not saved yet, with tests and limits of its own
      exercise_version_id uuid,
      user_id uuid not null,
      language text not null,
      files jsonb not null,
      stdin text,                                -- null: tests run instead
      tests jsonb,                               -- [{ name, input }], nothing is expected of them; null: the version's visible tests
      limits jsonb,                              -- null: the version's
      check (exercise_version_id is not null or (tests is not null and limits is not null)),
      status text not null default 'queued' check (status in ('queued', 'running', 'finished', 'cancelled')),
      result jsonb,
      waiting_for text,
      last_fault text,
      fault_count integer not null default 0,
      revision integer not null default 1,
      requested_at timestamptz not null default now(),
      finished_at timestamptz,
      unique (organisation_id, id),
      foreign key (organisation_id, exercise_version_id) references exercise_versions (organisation_id, id),
      foreign key (organisation_id, user_id) references memberships (organisation_id, user_id)
    );
    create index runs_by_age on runs (requested_at);
    create index runs_unfinished on runs (requested_at) where status in ('queued', 'running');

    create table submission_comments (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      submission_id uuid not null,
      author_id uuid not null references users,
      body text not null check (length(body) between 1 and 10000),
      created_at timestamptz not null default now(),
      foreign key (organisation_id, submission_id) references submissions (organisation_id, id)
    );
    create index submission_comments_in_order on submission_comments (organisation_id, submission_id, id);
    create table exercise_progress (
      organisation_id uuid not null,
      user_id uuid not null,
      exercise_id uuid not null,
      attempts integer not null default 0,
      best_score numeric,
      max_score numeric,
      solved_at timestamptz,
      last_graded_at timestamptz,
      primary key (organisation_id, user_id, exercise_id),
      foreign key (organisation_id, user_id) references memberships (organisation_id, user_id),
      foreign key (organisation_id, exercise_id) references exercises (organisation_id, id)
    );
    call protect_by_organisation('exercises');
    call protect_by_organisation('exercise_versions');
    call protect_by_organisation('exercise_tests');
    call protect_by_organisation('lesson_blocks');
    call protect_by_organisation('submissions');
    call protect_by_organisation('gradings');
    call protect_by_organisation('grading_tests');
    call protect_by_organisation('executions');
    call protect_by_organisation('runs');
    call protect_by_organisation('submission_comments');
    call protect_by_organisation('exercise_progress');
    grant select, insert, update on exercises, submissions, gradings, exercise_progress to waymark_application;
    grant select, insert, update, delete on lesson_blocks, runs to waymark_application;
    grant select, insert on exercise_versions, exercise_tests, submission_comments, grading_tests to waymark_application;
    grant select on executions to waymark_application;
    grant select on exercises, exercise_versions, exercise_tests to waymark_grader;
    grant select, update on submissions, gradings, runs to waymark_grader;
    grant select, insert, update, delete on grading_tests to waymark_grader;
    grant select, insert, update on executions to waymark_grader;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table exercise_progress, submission_comments, runs, executions, grading_tests, gradings, submissions, lesson_blocks, exercise_tests;
    alter table exercises drop column published_version_id, drop column latest_version_id;
    drop table exercise_versions, exercises;
  `);
}
