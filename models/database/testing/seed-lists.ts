import type { Knex } from 'knex';

export type SeededLists = {
  organisation: string;
  admin: string;
  trainer: string;
  parent: string;
  student: string;
  course: string;
  lesson: string;
  exerciseSlug: string;
  submission: string;
  enrolment: string;
};

/**
 * Fills a database as a large school among a hundred would: 100,000 people in all, 2,000 students in the one looked at, and there
 * 100,000 hand-ins, gradings, comments, events, marks, and lines of the audit log.
 * @param owner a superuser: triggers and foreign keys rest meanwhile
 * @returns whom and what to ask for
 */
export async function seedLists(owner: Knex): Promise<SeededLists> {
  await owner.transaction(async (trx) => {
    await trx.raw(seed);
  });
  await makeFindable(owner);
  await owner.raw('vacuum analyze');
  return askFor(owner);
}

/** What triggers would have done; without the processes, which are found as submissions are. */
async function makeFindable(owner: Knex): Promise<void> {
  for (const kind of ['course', 'lesson', 'exercise', 'person', 'submission'])
    await owner.raw(
      `select refresh_search(kind, organisation_id, array_agg(row_id)) from search_sources where kind = ? and organisation_id = ${key('organisation', '1')} group by kind, organisation_id`,
      [kind],
    );
}

async function askFor(owner: Knex): Promise<SeededLists> {
  const { rows } = await owner.raw<{ rows: [SeededLists] }>(`
    select ${key('organisation', '1')} as organisation, ${key('user', '2999')} as admin, ${key('user', '2001')} as trainer, ${key('user', '2500')} as parent,
      ${key('user', '20')} as student, ${key('course', '1')} as course, ${key('lesson', '1')} as lesson, 'exercise-20' as "exerciseSlug",
      ${key('submission', '20')} as submission, (select id from enrolments where user_id = ${key('user', '20')} limit 1) as enrolment`);
  return rows[0];
}

const kinds = [
  'organisation',
  'user',
  'course',
  'lesson',
  'exercise',
  'version',
  'submission',
  'grading',
] as const;

/** An id that is known by what it is of and its number, and grows with it as real ones grow with time. */
function key(of: (typeof kinds)[number], number: string): string {
  return `('0199${kinds.indexOf(of)}000-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
}

const organisation = key('organisation', '1');
const series = (most: number) => `generate_series(1, ${most}) as n`;

// Numbers 1 to 2000 are students, then trainers, parents from 2500, and an admin.
const seed = `
  set local session_replication_role = replica;
  insert into organisations (id, slug, name) select ${key('organisation', 'n')}, 'school-' || n, 'School ' || n from ${series(100)};
  insert into users (id, email, name, picture_hash) select ${key('user', 'n')}, 'person-' || n || '@example.com', 'Person ' || n, null from ${series(100_000)};
  insert into memberships (organisation_id, user_id, role)
    select ${key('organisation', `case when n <= 3000 then 1 else 2 + n % 99 end`)}, ${key('user', 'n')},
      case when n > 3000 or n <= 2000 then 'student' when n < 2500 then 'trainer' when n < 2999 then 'parent' else 'admin' end
    from ${series(100_000)};
  insert into trainer_assignments (organisation_id, student_id, trainer_id) select ${organisation}, ${key('user', 'n')}, ${key('user', '2001 + n % 100')} from ${series(2000)};
  insert into guardianships (organisation_id, parent_id, child_id) select ${organisation}, ${key('user', '2500 + n % 400')}, ${key('user', 'n')} from ${series(2000)};
  insert into invitations (organisation_id, email, role, token_hash, invited_by, expires_at)
    select ${key('organisation', '1 + n % 100')}, 'new-' || n || '@example.com', 'student', sha256(n::text::bytea), ${key('user', '2999')}, now() from ${series(20_000)};
  insert into sessions (user_id, organisation_id, expires_at) select ${key('user', 'n')}, ${organisation}, now() + interval '1 day' from ${series(20_000)};
  insert into audit_entries (organisation_id, actor_id, action, subject_type, subject_id)
    select ${organisation}, ${key('user', '1 + n % 2000')}, case n % 3 when 0 then 'user.changed' else 'submission.regraded' end, 'user', ${key('user', '1 + n % 2000')}::text from ${series(100_000)};

  insert into courses (id, organisation_id, slug, title, summary, status) select ${key('course', 'n')}, ${organisation}, 'course-' || n, 'Course ' || n, 'About ' || n, 'published' from ${series(100)};
  insert into lessons (id, organisation_id, course_id, slug, title, position)
    select ${key('lesson', 'n')}, ${organisation}, ${key('course', '1 + n % 100')}, 'lesson-' || n, 'Lesson ' || n, n from ${series(1000)};
  insert into exercises (id, organisation_id, course_id, slug, status, published_version_id, latest_version_id)
    select ${key('exercise', 'n')}, ${organisation}, ${key('course', '1 + n % 100')}, 'exercise-' || n, 'published', ${key('version', 'n')}, ${key('version', 'n')} from ${series(1000)};
  insert into exercise_versions (id, organisation_id, exercise_id, number, title, statement_md, kind, difficulty, languages, limits, content_hash, due_at)
    select ${key('version', 'n')}, ${organisation}, ${key('exercise', 'n')}, 1, 'Exercise ' || n, 'Do it.', 'program', 1 + n % 5, '{python}', '{}', '', now() + interval '2 days' from ${series(1000)};
  insert into exercise_tests (organisation_id, exercise_version_id, position, name, hidden, input, compare)
    select ${organisation}, ${key('version', 'n')}, place, 'test', place > 1, '{}', 'exact' from ${series(1000)}, generate_series(1, 5) place;
  insert into lesson_blocks (organisation_id, lesson_id, position, kind, exercise_id) select ${organisation}, ${key('lesson', 'n')}, 1, 'exercise', ${key('exercise', 'n')} from ${series(1000)};
  insert into enrolments (organisation_id, user_id, course_id) select ${organisation}, ${key('user', 'n')}, ${key('course', '1 + (n + 17 * c) % 100')} from ${series(2000)}, generate_series(1, 5) c;
  insert into lesson_progress (organisation_id, user_id, lesson_id, status)
    select ${organisation}, ${key('user', 'n')}, ${key('lesson', '1 + (n + 20 * l) % 1000')}, 'COMPLETED' from ${series(2000)}, generate_series(1, 50) l;
  insert into progress_events (organisation_id, user_id, kind, exercise_id, accepted, score, max_score, happened_at)
    select ${organisation}, ${key('user', '1 + n % 2000')}, 'exercise_graded', ${key('exercise', '1 + n % 1000')}, true, 1, 1, now() - n * interval '5 minutes' from ${series(100_000)};
  insert into exercise_progress (organisation_id, user_id, exercise_id, attempts, best_score, max_score, solved_at)
    select ${organisation}, ${key('user', 'n')}, ${key('exercise', '1 + (n + 20 * e) % 1000')}, 1, 1, 1, case e % 2 when 0 then now() end from ${series(2000)}, generate_series(1, 50) e;

  insert into submissions (id, organisation_id, exercise_id, exercise_version_id, user_id, language, files, attempt, status, verdict, score, max_score, submitted_at, graded_at, grading_id, review_state)
    select ${key('submission', 'n')}, ${organisation}, ${key('exercise', '1 + (n + n / 2000 * 20) % 1000')}, ${key('version', '1 + (n + n / 2000 * 20) % 1000')}, ${key('user', '1 + n % 2000')}, 'python', json_build_array(json_build_object('name', 'main.py', 'content', repeat(md5(n::text), 25))), 1,
      case when n % 1000 = 0 then 'queued' else 'graded' end, case when n = 99999 then 'time_limit' when n % 3 = 0 then 'wrong_answer' else 'accepted' end, 1, 1, now() - n * interval '5 minutes', now(),
      ${key('grading', 'n')}, case when n % 1000 = 0 then null when n % 20 = 0 then 'waiting' when n % 7 = 0 then 'answered' else 'accepted' end
    from ${series(100_000)};
  insert into gradings (id, organisation_id, submission_id, reason, status, verdict, score, max_score, requested_at, finished_at, announced_at)
    select ${key('grading', 'n')}, ${organisation}, ${key('submission', 'n')}, 'first', case when n % 1000 = 0 then 'queued' else 'graded' end, 'accepted', 1, 1, now() - n * interval '5 minutes', now(), now() from ${series(100_000)};
  insert into processes (workflow_id, organisation_id, kind, row_id, user_id, subject_type, subject_id, state, input, started_at, finished_at, needs_person)
    select kind || ':' || id, ${organisation}, kind, id, ${key('user', '1 + n % 2000')}, case when n % 10 > 0 then 'submission' end, case when n % 10 > 0 then ${key('submission', 'n')} end, case when n % 1000 = 0 then 'queued' else 'graded' end, '{}', now() - n * interval '5 minutes',
      case when n % 1000 = 0 then null else now() end, n % 5000 = 0
    from (select n, ${key('grading', 'n')} as id, case when n % 10 = 0 then 'send-mail' else 'grade-submission' end as kind from ${series(100_000)}) rows;
  insert into notifications (organisation_id, user_id, actor_id, kind, key, parameters, status, visible_at, read_at)
    select ${organisation}, ${key('user', '1 + n % 2000')}, ${key('user', '2001')}, 'comment', 'comment:' || n, '{}', 'settled', now() - n * interval '5 minutes', case when n % 5 > 0 then now() end from ${series(100_000)};
  insert into webhook_events (provider, event_id, type, refers_to, body_hash, organisation_id, state)
    select case when n % 2 = 0 then 'stripe' else 'github' end, 'evt_' || n, 'payment_intent.succeeded', array['pi_' || n], sha256(n::text::bytea), case when n % 10 = 0 then null else ${organisation} end,
      case when n % 1000 = 1 then 'undeliverable' else 'delivered' end from ${series(100_000)};
  insert into grading_tests (organisation_id, grading_id, position, name, hidden, weight, verdict) select ${organisation}, ${key('grading', 'n')}, 1, 'test', false, 1, 'accepted' from ${series(20_000)};
  insert into submission_comments (organisation_id, submission_id, author_id, body) select ${organisation}, ${key('submission', 'n')}, ${key('user', '2001 + n % 100')}, 'Well done.' from ${series(100_000)};
`;
