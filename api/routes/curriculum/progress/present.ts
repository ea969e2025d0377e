import type { Static } from 'typebox';
import { resumePointOf } from '#domain/curriculum/outline.ts';
import { calendarDay, daysUpTo, streakOf } from '#domain/people/streak.ts';
import type { DueExercise, LastResult, ProgressRows } from '#models/progress/find-progress.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { LearnerProgress } from '#api/schemas/progress.ts';
import { presentOutline, presentProgress, presentResumePoint } from '../courses/present.ts';

type Answer = Static<typeof LearnerProgress>;

const shownDays = 28;

/**
 * A dashboard's worth of progress.
 * @param student.time_zone a known zone
 * @param now decides which day is today
 */
export function presentLearner(
  student: { id: string; name: string; time_zone: string; picture_hash: string | null },
  rows: ProgressRows,
  now: Date,
): Answer {
  const today = calendarDay(now, student.time_zone);
  const counts = new Map(rows.activity.map(({ day, count }) => [day, count]));
  const streak = streakOf(counts.keys(), today);
  return {
    student: {
      id: student.id,
      name: student.name,
      picture_url: pictureUrl(student),
      time_zone: student.time_zone,
    },
    continue: whereToGoOn(rows),
    streak: { days: streak.days, includes_today: streak.includesToday },
    activity: daysUpTo(today, shownDays).map((day) => ({ day, count: counts.get(day) ?? 0 })),
    due_this_week: rows.due.map(presentDue),
    last_result: rows.lastResult && presentResult(rows.lastResult),
    courses: rows.enrolments.map((row) => ({
      id: row.course_id,
      slug: row.course_slug,
      title: row.course_title,
      enrolment_id: row.id,
      status: row.status === 'completed' ? 'completed' : 'active',
      enrolled_at: row.enrolled_at.toISOString(),
      completed_at: row.completed_at?.toISOString() ?? null,
      progress: presentProgress(row.lessons),
      resume: presentResumePoint(row.lessons),
      lessons: presentOutline(row.lessons),
    })),
  };
}

/** The course somebody learned in last, when something is open there; else the first of the others in which something is. */
function whereToGoOn({ enrolments, latestCourseId }: ProgressRows): Answer['continue'] {
  const open = enrolments.filter(
    ({ status, lessons }) => status === 'active' && resumePointOf(lessons) !== null,
  );
  const row = open.find(({ course_id }) => course_id === latestCourseId) ?? open[0];
  if (!row) return null;
  return {
    course: { id: row.course_id, slug: row.course_slug, title: row.course_title },
    resume: presentResumePoint(row.lessons),
    lesson_count: row.lessons.length,
    percent: presentProgress(row.lessons).percent,
  };
}

function presentDue(row: DueExercise): Answer['due_this_week'][number] {
  return {
    slug: row.slug,
    title: row.title,
    course: { id: row.course_id, slug: row.course_slug, title: row.course_title },
    due_at: row.due_at.toISOString(),
    attempts: row.attempts ?? 0,
    best_score: row.best_score,
    max_score: row.max_score,
  };
}

function presentResult(row: LastResult): NonNullable<Answer['last_result']> {
  return {
    submission_id: row.submission_id,
    exercise: { slug: row.slug, title: row.title },
    verdict: row.verdict,
    score: row.score,
    max_score: row.max_score,
    graded_at: row.graded_at.toISOString(),
  };
}
