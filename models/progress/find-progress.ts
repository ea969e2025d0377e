import type { Knex } from 'knex';
import { findEnrolments } from '../curriculum/find-enrolments.ts';
import type { EnrolmentWithOutline } from '../curriculum/find-enrolments.ts';

export type DueExercise = {
  slug: string;
  title: string;
  course_id: string;
  course_slug: string;
  course_title: string;
  due_at: Date;
  attempts: number | null;
  best_score: number | null;
  max_score: number | null;
};
export type LastResult = {
  submission_id: string;
  slug: string;
  title: string;
  verdict: string;
  score: number | null;
  max_score: number | null;
  graded_at: Date;
};
export type ActiveDay = { day: string; count: number };
export type ProgressRows = {
  enrolments: EnrolmentWithOutline[];
  activity: ActiveDay[];
  due: DueExercise[];
  lastResult: LastResult | null;
  /** The course that something happened in last. */
  latestCourseId: string | null;
};

const maxShown = 100;

/**
 * Everything a dashboard shows of one person: a fixed number of statements, however much they learned.
 * @param of.timeZone decides which day an event belongs to; a zone PostgreSQL knows
 */
export async function findProgress(
  trx: Knex.Transaction,
  of: { userId: string; timeZone: string },
): Promise<ProgressRows> {
  const { rows: enrolments } = await findEnrolments(trx, {
    userId: of.userId,
    page: 1,
    pageSize: maxShown,
    statuses: ['active', 'completed'],
  });
  return {
    enrolments,
    activity: await activeDays(trx, of),
    due: await dueThisWeek(trx, of.userId),
    lastResult: await lastResult(trx, of.userId),
    latestCourseId: await latestCourse(trx, of.userId),
  };
}

async function activeDays(
  trx: Knex.Transaction,
  of: { userId: string; timeZone: string },
): Promise<ActiveDay[]> {
  const { rows } = await trx.raw<{ rows: ActiveDay[] }>(
    `select to_char(happened_at at time zone ?, 'YYYY-MM-DD') as day, count(*)::integer as count from progress_events where user_id = ? group by 1 order by 1`,
    [of.timeZone, of.userId],
  );
  return rows;
}

async function dueThisWeek(trx: Knex.Transaction, userId: string): Promise<DueExercise[]> {
  return trx('exercises')
    .join('exercise_versions as versions', 'versions.id', 'exercises.published_version_id')
    .join('courses', 'courses.id', 'exercises.course_id')
    .join('enrolments', 'enrolments.course_id', 'courses.id')
    .leftJoin('exercise_progress as progress', function () {
      this.on('progress.exercise_id', '=', 'exercises.id').andOn(
        'progress.user_id',
        '=',
        'enrolments.user_id',
      );
    })
    .where({ 'enrolments.user_id': userId, 'enrolments.status': 'active', 'exercises.status': 'published' })
    .whereNull('progress.solved_at')
    .whereRaw(`versions.due_at between now() and now() + interval '7 days'`)
    .orderBy(['versions.due_at', 'exercises.slug'])
    .limit(maxShown)
    .select<DueExercise[]>(
      ...['exercises.slug', 'versions.title', 'versions.due_at', 'attempts', 'best_score', 'max_score'],
      ...['id', 'slug', 'title'].map((name) => `courses.${name} as course_${name}`),
    );
}

async function lastResult(trx: Knex.Transaction, userId: string): Promise<LastResult | null> {
  const row = await trx('submissions')
    .join('exercises', 'exercises.id', 'submissions.exercise_id')
    .join('exercise_versions as versions', 'versions.id', 'submissions.exercise_version_id')
    .where({ user_id: userId, purpose: 'attempt', 'submissions.status': 'graded' })
    .orderBy('submissions.submitted_at', 'desc')
    .first<LastResult | undefined>(
      'submissions.id as submission_id',
      'exercises.slug',
      'versions.title',
      'verdict',
      'score',
      'max_score',
      'graded_at',
    );
  return row ?? null;
}

async function latestCourse(trx: Knex.Transaction, userId: string): Promise<string | null> {
  const row = await trx('progress_events')
    .leftJoin('lessons', 'lessons.id', 'progress_events.lesson_id')
    .leftJoin('exercises', 'exercises.id', 'progress_events.exercise_id')
    .where('progress_events.user_id', userId)
    .whereRaw('coalesce(progress_events.course_id, lessons.course_id, exercises.course_id) is not null')
    .orderBy([
      { column: 'happened_at', order: 'desc' },
      { column: 'progress_events.id', order: 'desc' },
    ])
    .first<{ course_id: string } | undefined>(
      trx.raw('coalesce(progress_events.course_id, lessons.course_id, exercises.course_id) as course_id'),
    );
  return row?.course_id ?? null;
}
