export const lessonStatuses = ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'] as const;
export type LessonStatus = (typeof lessonStatuses)[number];

export const progressEventKinds = [
  'lesson_started',
  'lesson_completed',
  'lesson_reopened',
  'exercise_graded',
  'course_enrolled',
  'course_completed',
] as const;
export type ProgressEventKind = (typeof progressEventKinds)[number];

export type LessonEvent = {
  kind: 'lesson_started' | 'lesson_completed' | 'lesson_reopened';
  happenedAt: Date;
};
export type LessonState = { status: LessonStatus; startedAt: Date | null; completedAt: Date | null };

/** One grading of one submission; a later one (a regrade) replaces what the earlier said of that submission. */
export type GradedEvent = {
  submissionId: string;
  accepted: boolean;
  score: number;
  maxScore: number;
  happenedAt: Date;
};
export type ExerciseState = {
  attempts: number;
  bestScore: number | null;
  maxScore: number | null;
  solvedAt: Date | null;
  lastGradedAt: Date | null;
};

/**
 * Where a person stands in one lesson: what its events add up to (CUR-4).
 * @param events of one person and lesson, in the order they happened
 */
export function lessonStateOf(events: readonly LessonEvent[]): LessonState {
  const state: LessonState = { status: 'NOT_STARTED', startedAt: null, completedAt: null };
  for (const { kind, happenedAt } of events) {
    state.startedAt ??= happenedAt;
    state.status = kind === 'lesson_completed' ? 'COMPLETED' : 'IN_PROGRESS';
    state.completedAt = kind === 'lesson_completed' ? happenedAt : null;
  }
  return state;
}

/**
 * A person's best result in one exercise: what its events add up to (CUR-4). Attempts are submissions that were graded, however often.
 * @param events of one person and exercise, in the order they happened
 */
export function exerciseStateOf(events: readonly GradedEvent[]): ExerciseState {
  const standing = new Map<string, GradedEvent>();
  for (const event of events) standing.set(event.submissionId, event);
  const results = [...standing.values()];
  const best = results.reduce<GradedEvent | undefined>(
    (one, other) => (one && one.score >= other.score ? one : other),
    undefined,
  );
  const solved = results.filter(({ accepted }) => accepted).map(({ happenedAt }) => happenedAt);
  return {
    attempts: results.length,
    bestScore: best?.score ?? null,
    maxScore: best?.maxScore ?? null,
    solvedAt: solved.length > 0 ? new Date(Math.min(...solved.map(Number))) : null,
    lastGradedAt: events.at(-1)?.happenedAt ?? null,
  };
}
