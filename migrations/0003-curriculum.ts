import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table categories (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,
      slug text not null,
      name text not null,
      position integer not null default 0,
      unique (organisation_id, slug), unique (organisation_id, id)
    );
    create table courses (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null references organisations,
      category_id uuid,
      slug text not null check (slug ~ '^[a-z0-9][a-z0-9-]{0,99}$'),
      title text not null,
      summary text not null,
      description_md text not null default '',
      difficulty integer not null default 1 check (difficulty between 1 and 5),
      estimated_minutes integer,
      status text not null default 'draft' check (status in ('draft', 'published')),
      position integer not null default 0,
      content_hash text,                         -- of the imported files; null when written in the browser
      created_by uuid references users,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (organisation_id, slug), unique (organisation_id, id),
      foreign key (organisation_id, category_id) references categories (organisation_id, id)
    );
    create table lessons (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      course_id uuid not null,
      slug text not null,
      title text not null,
      summary text not null default '',
      position integer not null,
      estimated_minutes integer,
      status text not null default 'published' check (status in ('draft', 'published')),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (organisation_id, course_id, slug), unique (organisation_id, id),
      foreign key (organisation_id, course_id) references courses (organisation_id, id) on delete cascade
    );
    create index lessons_in_order on lessons (organisation_id, course_id, position);
    create table enrolments (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      user_id uuid not null,
      course_id uuid not null,
      status text not null default 'active' check (status in ('active', 'completed', 'cancelled')),
      enrolled_at timestamptz not null default now(),
      completed_at timestamptz,
      unique (organisation_id, user_id, course_id), unique (organisation_id, id),
      foreign key (organisation_id, user_id) references memberships (organisation_id, user_id),
      foreign key (organisation_id, course_id) references courses (organisation_id, id)
    );
    create table lesson_progress (
      organisation_id uuid not null,
      user_id uuid not null,
      lesson_id uuid not null,
      status text not null check (status in ('NOT_STARTED', 'IN_PROGRESS', 'COMPLETED')),
      started_at timestamptz,
      completed_at timestamptz,
      last_seen_at timestamptz not null default now(),
      primary key (organisation_id, user_id, lesson_id),
      foreign key (organisation_id, user_id) references memberships (organisation_id, user_id),
      foreign key (organisation_id, lesson_id) references lessons (organisation_id, id) on delete cascade
    );
    -- What happened, in order: lesson_progress and exercise_progress are what these add up to (CUR-4).
    create table progress_events (
      id uuid primary key default uuidv7(),
      organisation_id uuid not null,
      user_id uuid not null,
      kind text not null check (kind in ('lesson_started', 'lesson_completed', 'lesson_reopened', 'exercise_graded', 'course_enrolled', 'course_completed')),
      lesson_id uuid,
      exercise_id uuid,
      course_id uuid,
      submission_id uuid,
      grading_id uuid,
      accepted boolean,
      score numeric,
      max_score numeric,
      happened_at timestamptz not null default now(),
      foreign key (organisation_id, user_id) references memberships (organisation_id, user_id)
    );
    create index progress_events_by_user on progress_events (organisation_id, user_id, happened_at desc);
    -- A repeated activity adds nothing.
    create unique index progress_events_by_grading on progress_events (grading_id) where grading_id is not null;
    create trigger progress_events_immutable before update or delete on progress_events for each row execute function refuse_change();
    call protect_by_organisation('categories');
    call protect_by_organisation('courses');
    call protect_by_organisation('lessons');
    call protect_by_organisation('enrolments');
    call protect_by_organisation('lesson_progress');
    call protect_by_organisation('progress_events');
    grant select, insert, update, delete on categories, courses, lessons, enrolments, lesson_progress to waymark_application;
    grant select, insert on progress_events to waymark_application;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table progress_events, lesson_progress, enrolments, lessons, courses, categories');
}
