import { Type } from 'typebox';
import { lessonStatuses } from '#domain/progress/progress.ts';
import { PageQuery } from './envelope.ts';
import { Nullable, Time, Uuid } from './fields.ts';

export const LessonStatus = Type.Enum([...lessonStatuses]);

export const Category = Type.Object({ slug: Type.String(), name: Type.String() });

export const CourseQuery = Type.Object({
  ...PageQuery.properties,
  category: Type.Optional(Type.String({ maxLength: 100, description: 'A category’s slug' })),
  difficulty: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  search: Type.Optional(Type.String({ maxLength: 200 })),
  enrolled: Type.Optional(Type.Boolean({ description: 'Only courses one is enrolled in' })),
});

/** The viewer’s own enrolment; null without one, and for anyone who is not signed in. */
export const MyEnrolment = Nullable(
  Type.Object({
    id: Uuid,
    status: Type.Enum(['active', 'completed', 'cancelled']),
    enrolled_at: Time,
    completed_at: Nullable(Time),
  }),
);

export const CourseSummary = Type.Object({
  id: Uuid,
  slug: Type.String(),
  title: Type.String(),
  summary: Type.String(),
  difficulty: Type.Integer(),
  estimated_minutes: Nullable(Type.Integer()),
  category: Nullable(Category),
  lesson_count: Type.Integer(),
  exercise_count: Type.Integer(),
  my_enrolment: MyEnrolment,
});

export const OutlineExercise = Type.Object({
  slug: Type.String(),
  title: Type.String(),
  available: Type.Boolean({
    description: 'False while its own solution has not been accepted: nobody can open it yet',
  }),
  attempts: Type.Integer(),
  best_score: Nullable(Type.Number()),
  max_score: Nullable(Type.Number()),
  solved: Type.Boolean(),
});

export const OutlineLesson = Type.Object({
  id: Uuid,
  slug: Type.String(),
  title: Type.String(),
  summary: Type.String(),
  number: Type.Integer({ minimum: 1 }),
  estimated_minutes: Nullable(Type.Integer()),
  status: LessonStatus,
  exercises: Type.Array(OutlineExercise),
});

export const CourseProgress = Type.Object({
  lessons: Type.Integer(),
  lessons_completed: Type.Integer(),
  exercises: Type.Integer(),
  exercises_solved: Type.Integer(),
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
});

export const ResumePoint = Nullable(
  Type.Object({
    lesson_id: Uuid,
    lesson_title: Type.String(),
    lesson_number: Type.Integer(),
    lesson_status: LessonStatus,
    exercise: Nullable(OutlineExercise),
  }),
);

/** Where an exercise stands for the viewer, and where to go on from it. */
export const ExercisePlace = Nullable(
  Type.Object({
    course: Type.Object({ id: Uuid, slug: Type.String(), title: Type.String() }),
    enrolled: Type.Boolean({ description: 'Progress is kept only for the enrolled' }),
    progress: CourseProgress,
    lesson: OutlineLesson,
    next: Nullable(
      Type.Object({
        lesson: Type.Object({
          slug: Type.String(),
          title: Type.String(),
          number: Type.Integer({ minimum: 1 }),
        }),
        exercise: Nullable(OutlineExercise),
      }),
    ),
  }),
);

export const CourseDetail = Type.Object({
  ...CourseSummary.properties,
  description_md: Type.String(),
  lessons: Type.Array(OutlineLesson),
  progress: CourseProgress,
  resume: ResumePoint,
});

export const LessonBlock = Type.Object({
  id: Uuid,
  kind: Type.Enum(['text', 'code', 'exercise']),
  markdown: Type.Optional(Type.String({ description: 'Of a text block' })),
  language: Type.Optional(Type.String({ description: 'Of a code block' })),
  code: Type.Optional(Type.String()),
  caption: Type.Optional(Type.String()),
  runnable: Type.Optional(Type.Boolean({ description: 'Of a code block: a program that may be run' })),
  input: Type.Optional(Type.String({ description: 'What a runnable program reads' })),
  note: Type.Optional(Type.String({ description: 'Of an exercise block: why to do it now' })),
  exercise: Type.Optional(OutlineExercise),
});

export const LessonDetail = Type.Object({
  id: Uuid,
  slug: Type.String(),
  title: Type.String(),
  summary: Type.String(),
  number: Type.Integer(),
  estimated_minutes: Nullable(Type.Integer()),
  course: Type.Object({ id: Uuid, slug: Type.String(), title: Type.String(), lesson_count: Type.Integer() }),
  status: LessonStatus,
  enrolled: Type.Boolean({ description: 'Progress is kept only for the enrolled' }),
  blocks: Type.Array(LessonBlock),
  outline: Type.Array(OutlineLesson),
  previous_lesson_id: Nullable(Uuid),
  next_lesson_id: Nullable(Uuid),
});

export const ById = Type.Object({ id: Uuid });
export const CourseSlug = Type.Object({ slug: Type.String({ minLength: 1, maxLength: 100 }) });
