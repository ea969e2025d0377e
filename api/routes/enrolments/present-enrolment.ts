import type { Static } from 'typebox';
import type { EnrolmentWithOutline } from '#models/curriculum/find-enrolments.ts';
import type { Enrolment } from '#api/schemas/enrolment.ts';
import { presentProgress } from '../curriculum/present-course.ts';

export function presentEnrolment(row: EnrolmentWithOutline): Static<typeof Enrolment> {
  return {
    id: row.id,
    student_id: row.user_id,
    course: { id: row.course_id, slug: row.course_slug, title: row.course_title },
    status: row.status,
    enrolled_at: row.enrolled_at.toISOString(),
    completed_at: row.completed_at?.toISOString() ?? null,
    progress: presentProgress(row.lessons),
  };
}
