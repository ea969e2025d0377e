import type { Static } from 'typebox';
import type { ExerciseDetailRow } from '#models/exercises/find-exercise.ts';
import type { ExerciseRow } from '#models/exercises/find-exercises.ts';
import type { ExerciseDetail, ExerciseSummary } from '#api/schemas/exercise.ts';

const timeOf = (date: Date | null) => date?.toISOString() ?? null;

/** A row of the list as the API answers it. */
export function presentSummary(row: ExerciseRow): Static<typeof ExerciseSummary> {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    kind: row.kind,
    difficulty: row.difficulty,
    languages: row.languages,
    status: row.status,
    status_reason: row.status_reason,
    draft_reason: row.draft_reason,
    course: row.course_slug === null ? null : { slug: row.course_slug, title: row.course_title! },
    due_at: timeOf(row.due_at),
    my_progress: {
      attempts: row.attempts ?? 0,
      best_score: row.best_score,
      max_score: row.max_score,
      solved_at: timeOf(row.solved_at),
    },
  };
}

/** One exercise, in full as far as its students may see it. */
export function presentDetail(row: ExerciseDetailRow): Static<typeof ExerciseDetail> {
  return {
    ...presentSummary({ ...row, max_score: row.my_max_score }),
    version_id: row.version_id,
    version_number: row.version_number,
    statement_md: row.statement_md,
    limits: row.limits,
    max_attempts: row.max_attempts,
    attempts_used: row.attempts_used,
    attempts_left: row.max_attempts === null ? null : Math.max(0, row.max_attempts - row.attempts_used),
    late_policy: row.late_policy,
    starter: row.starter,
    hints: row.hints,
    tests: row.visible_tests ?? [],
    hidden_test_count: row.hidden_test_count,
    max_score: row.max_score,
  };
}
