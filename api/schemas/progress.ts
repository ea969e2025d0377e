import { Type } from 'typebox';
import { CourseProgress, LessonStatus, OutlineLesson, ResumePoint } from './course.ts';
import { PageQuery } from './envelope.ts';
import { Nullable, Time, Uuid } from './fields.ts';
import { Person } from './user.ts';

const CourseLink = Type.Object({ id: Uuid, slug: Type.String(), title: Type.String() });

export const ProgressBody = Type.Object({
  lesson_id: Uuid,
  status: Type.Enum(['in_progress', 'completed', 'reopened'], {
    description: 'reopened takes completed back; in_progress leaves a completed lesson completed',
  }),
});

export const LessonProgress = Type.Object({
  lesson_id: Uuid,
  status: LessonStatus,
  started_at: Nullable(Time),
  completed_at: Nullable(Time),
  course: Type.Object({
    ...CourseLink.properties,
    status: Type.Enum(['active', 'completed', 'cancelled']),
    progress: CourseProgress,
    resume: ResumePoint,
  }),
});

const LastResult = Nullable(
  Type.Object({
    submission_id: Uuid,
    exercise: Type.Object({ slug: Type.String(), title: Type.String() }),
    verdict: Type.String(),
    score: Nullable(Type.Number()),
    max_score: Nullable(Type.Number()),
    graded_at: Time,
  }),
);

export const LearnerProgress = Type.Object({
  student: Type.Object({ ...Person.properties, time_zone: Type.String() }),
  continue: Nullable(
    Type.Object({
      course: CourseLink,
      resume: ResumePoint,
      lesson_count: Type.Integer(),
      percent: Type.Integer(),
    }),
  ),
  streak: Type.Object({ days: Type.Integer(), includes_today: Type.Boolean() }),
  activity: Type.Array(Type.Object({ day: Type.String({ format: 'date' }), count: Type.Integer() }), {
    description: 'The last 28 days in the student’s time zone, the oldest first',
  }),
  due_this_week: Type.Array(
    Type.Object({
      slug: Type.String(),
      title: Type.String(),
      course: CourseLink,
      due_at: Time,
      attempts: Type.Integer(),
      best_score: Nullable(Type.Number()),
      max_score: Nullable(Type.Number()),
    }),
  ),
  last_result: LastResult,
  courses: Type.Array(
    Type.Object({
      ...CourseLink.properties,
      enrolment_id: Uuid,
      status: Type.Enum(['active', 'completed']),
      enrolled_at: Time,
      completed_at: Nullable(Time),
      progress: CourseProgress,
      resume: ResumePoint,
      lessons: Type.Array(OutlineLesson),
    }),
  ),
});

export const StudentQuery = Type.Object({
  ...PageQuery.properties,
  search: Type.Optional(Type.String({ maxLength: 200 })),
});

export const StudentProgress = Type.Object({
  student: Type.Object({
    ...Person.properties,
    email: Nullable(Type.String()),
    track: Nullable(Type.String()),
  }),
  trainer: Nullable(Type.Object({ id: Uuid, name: Type.String() })),
  courses: Type.Array(
    Type.Object({
      ...CourseLink.properties,
      status: Type.Enum(['active', 'completed']),
      progress: CourseProgress,
    }),
  ),
  exercises_solved: Type.Integer(),
  last_active_at: Nullable(Time),
  last_result: LastResult,
});
