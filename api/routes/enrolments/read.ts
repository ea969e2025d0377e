import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { findEnrolment } from '#models/curriculum/find-enrolments.ts';
import type { EnrolmentWithOutline } from '#models/curriculum/find-enrolments.ts';
import { learnerFor } from '#api/acting-for.ts';
import { ApiError } from '#api/errors.ts';
import { presentProgress } from '../curriculum/courses/present.ts';
import type { Enrolment } from '#api/schemas/enrolment.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * An enrolment as its viewer may see it: their own, their child's, their student's.
 * @throws ApiError NOT_FOUND
 */
export async function readEnrolment(
  trx: Knex.Transaction,
  id: string,
  viewer: Viewer,
): Promise<Static<typeof Enrolment>> {
  const found = await findEnrolment(trx, id);
  if (!found) throw new ApiError('no_such_enrolment');
  await learnerFor(trx, viewer, found.user_id);
  return presentEnrolment(found);
}

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
