import type { Static } from 'typebox';
import { courseProgressOf, placeOf, resumePointOf } from '#domain/curriculum/outline.ts';
import type { OutlineExercise, OutlineLesson } from '#domain/curriculum/outline.ts';
import type { CourseRow } from '#models/curriculum/find-courses.ts';
import type { ExerciseCourse } from '#models/curriculum/find-exercise-course.ts';
import type * as schemas from '#api/schemas/course.ts';

export function presentCourse(row: CourseRow): Static<typeof schemas.CourseSummary> {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    summary: row.summary,
    difficulty: row.difficulty,
    estimated_minutes: row.estimated_minutes,
    category: row.category_slug === null ? null : { slug: row.category_slug, name: row.category_name! },
    lesson_count: row.lesson_count,
    exercise_count: row.exercise_count,
    my_enrolment:
      row.enrolment_id === null
        ? null
        : {
            id: row.enrolment_id,
            status: row.enrolment_status!,
            enrolled_at: row.enrolled_at!.toISOString(),
            completed_at: row.completed_at?.toISOString() ?? null,
          },
  };
}

export function presentCourseDetail(
  course: CourseRow,
  lessons: readonly OutlineLesson[],
): Static<typeof schemas.CourseDetail> {
  return {
    ...presentCourse(course),
    description_md: course.description_md,
    lessons: presentOutline(lessons),
    progress: presentProgress(lessons),
    resume: presentResumePoint(lessons),
  };
}

export function presentOutlineExercise(exercise: OutlineExercise): Static<typeof schemas.OutlineExercise> {
  const { slug, title, available, attempts, bestScore, maxScore, solved } = exercise;
  return { slug, title, available, attempts, best_score: bestScore, max_score: maxScore, solved };
}

export function presentOutline(lessons: readonly OutlineLesson[]): Static<typeof schemas.OutlineLesson>[] {
  return lessons.map((lesson, index) => presentOutlineLesson(lesson, index + 1));
}

function presentOutlineLesson(
  { estimatedMinutes, exercises, ...lesson }: OutlineLesson,
  number: number,
): Static<typeof schemas.OutlineLesson> {
  return {
    ...lesson,
    number,
    estimated_minutes: estimatedMinutes,
    exercises: exercises.map(presentOutlineExercise),
  };
}

export function presentProgress(lessons: readonly OutlineLesson[]): Static<typeof schemas.CourseProgress> {
  const { lessons: count, lessonsCompleted, exercises, exercisesSolved, percent } = courseProgressOf(lessons);
  return {
    lessons: count,
    lessons_completed: lessonsCompleted,
    exercises,
    exercises_solved: exercisesSolved,
    percent,
  };
}

export function presentResumePoint(lessons: readonly OutlineLesson[]): Static<typeof schemas.ResumePoint> {
  const point = resumePointOf(lessons);
  if (!point) return null;
  const { lesson, number, exercise } = point;
  return {
    lesson_id: lesson.id,
    lesson_title: lesson.title,
    lesson_number: number,
    lesson_status: lesson.status,
    exercise: exercise && presentOutlineExercise(exercise),
  };
}

/** @returns null when no lesson of the outline holds the exercise */
export function presentExercisePlace(
  slug: string,
  { enrolled, ...course }: ExerciseCourse,
  lessons: readonly OutlineLesson[],
): Static<typeof schemas.ExercisePlace> {
  const place = placeOf(lessons, slug);
  if (!place) return null;
  const { lesson, number, next } = place;
  return {
    course,
    enrolled,
    progress: presentProgress(lessons),
    lesson: presentOutlineLesson(lesson, number),
    next: next && {
      lesson: { slug: next.lesson.slug, title: next.lesson.title, number: next.number },
      exercise: next.exercise && presentOutlineExercise(next.exercise),
    },
  };
}
