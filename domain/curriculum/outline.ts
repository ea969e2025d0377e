import type { LessonStatus } from '../progress/progress.ts';

/** A lesson of a course as one person sees it; `solved` and `status` are those of that person. */
export type OutlineLesson = {
  id: string;
  slug: string;
  title: string;
  summary: string;
  estimatedMinutes: number | null;
  status: LessonStatus;
  exercises: OutlineExercise[];
};
export type OutlineExercise = {
  slug: string;
  title: string;
  /** False while its own solution has not been accepted: nobody can open it yet. */
  available: boolean;
  attempts: number;
  bestScore: number | null;
  maxScore: number | null;
  solved: boolean;
};

export type CourseProgress = {
  lessons: number;
  lessonsCompleted: number;
  exercises: number;
  exercisesSolved: number;
  percent: number;
};

/** Rounded down, so that 100 means done; nothing of nothing is 0. */
export const percentOf = (done: number, of: number): number => (of === 0 ? 0 : Math.floor((done / of) * 100));

/** How far a person is: every lesson and every available exercise counts the same. */
export function courseProgressOf(lessons: readonly OutlineLesson[]): CourseProgress {
  const exercises = lessons.flatMap((lesson) => lesson.exercises).filter(({ available }) => available);
  const lessonsCompleted = lessons.filter(({ status }) => status === 'COMPLETED').length;
  const exercisesSolved = exercises.filter(({ solved }) => solved).length;
  const percent = percentOf(lessonsCompleted + exercisesSolved, lessons.length + exercises.length);
  return { lessons: lessons.length, lessonsCompleted, exercises: exercises.length, exercisesSolved, percent };
}

export type ResumePoint = { lesson: OutlineLesson; number: number; exercise: OutlineExercise | null };

/**
 * Where to go on: the first lesson that is not completed, and in it, once it was opened, the first exercise that is not solved.
 * When all lessons are completed: the first exercise that was left out.
 * @returns null when nothing is open
 */
export function resumePointOf(lessons: readonly OutlineLesson[]): ResumePoint | null {
  const unsolvedIn = (lesson: OutlineLesson) =>
    lesson.exercises.find(({ available, solved }) => available && !solved) ?? null;
  const open = lessons.findIndex(({ status }) => status !== 'COMPLETED');
  const index = open === -1 ? lessons.findIndex((lesson) => unsolvedIn(lesson) !== null) : open;
  const lesson = lessons[index];
  if (!lesson) return null;
  return { lesson, number: index + 1, exercise: lesson.status === 'NOT_STARTED' ? null : unsolvedIn(lesson) };
}
