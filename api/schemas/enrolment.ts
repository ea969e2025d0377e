import { Type } from 'typebox';
import { PageQuery } from './envelope.ts';
import { CourseProgress } from './course.ts';
import { Nullable, Time, Uuid } from './fields.ts';

export const EnrolmentBody = Type.Object({
  course_id: Type.Optional(Uuid),
  course: Type.Optional(
    Type.String({ maxLength: 100, description: 'A course’s slug, in place of course_id' }),
  ),
  student_id: Type.Optional({ ...Uuid, description: 'A parent’s child; left out: oneself' }),
});

export const EnrolmentQuery = Type.Object({
  ...PageQuery.properties,
  student_id: Type.Optional(Uuid),
});

export const Enrolment = Type.Object({
  id: Uuid,
  student_id: Uuid,
  course: Type.Object({ id: Uuid, slug: Type.String(), title: Type.String() }),
  status: Type.Enum(['active', 'completed', 'cancelled']),
  enrolled_at: Time,
  completed_at: Nullable(Time),
  progress: CourseProgress,
});
