import type { LessonStatus } from '../progress/progress.ts';

/** A lesson of a course as one person sees it; `solved` and `status` are those of that person. */
export type OutlineLesson = {
  id: string;
  slug: string;
  title: string;
  summary: string;
  estimatedMinutes: number | null;
  status: LessonStatus;
  /** When this person was in it last; null before the first time. */
  seenAt: Date | null;
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

const unsolvedIn = (lesson: OutlineLesson, except?: string): OutlineExercise | null =>
  lesson.exercises.find(({ available, solved, slug }) => available && !solved && slug !== except) ?? null;

const time = ({ seenAt }: OutlineLesson): number => seenAt?.getTime() ?? 0;

/**
 * Where to go on: the lesson that was read last of those begun, else the first that is not completed; and in it, once it was opened, the first exercise that is not solved.
 * When all lessons are completed: the first exercise that was left out.
 * @param except the slug of an exercise that is not meant
 * @returns null when nothing is open
 */
export function resumePointOf(lessons: readonly OutlineLesson[], except?: string): ResumePoint | null {
  const begun = lessons.filter(({ status }) => status === 'IN_PROGRESS');
  const seen = begun.reduce<OutlineLesson | undefined>(
    (latest, lesson) => (latest && time(latest) >= time(lesson) ? latest : lesson),
    undefined,
  );
  const open = seen ? lessons.indexOf(seen) : lessons.findIndex(({ status }) => status !== 'COMPLETED');
  const index = open === -1 ? lessons.findIndex((lesson) => unsolvedIn(lesson, except) !== null) : open;
  const lesson = lessons[index];
  if (!lesson) return null;
  return {
    lesson,
    number: index + 1,
    exercise: lesson.status === 'NOT_STARTED' ? null : unsolvedIn(lesson, except),
  };
}

/**
 * Where to go on from one exercise of a lesson: the next unsolved one of that lesson, then one before it that was left out, then the lesson itself
 * until it is marked as done, then wherever the course goes on.
 * @param from the exercise's slug
 * @returns undefined when no lesson holds it; `next` is null when nothing of the course is open but perhaps the exercise itself
 */
export function placeOf(
  lessons: readonly OutlineLesson[],
  from: string,
): { lesson: OutlineLesson; number: number; next: ResumePoint | null } | undefined {
  const index = lessons.findIndex(({ exercises }) => exercises.some(({ slug }) => slug === from));
  const lesson = lessons[index];
  if (!lesson) return undefined;
  const number = index + 1;
  const at = lesson.exercises.findIndex(({ slug }) => slug === from);
  const others = [...lesson.exercises.slice(at + 1), ...lesson.exercises.slice(0, at)];
  const exercise = others.find(({ available, solved }) => available && !solved);
  if (exercise) return { lesson, number, next: { lesson, number, exercise } };
  if (lesson.status !== 'COMPLETED') return { lesson, number, next: { lesson, number, exercise: null } };
  return { lesson, number, next: resumePointOf(lessons, from) };
}
