import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { Course } from '#models/curriculum/course.ts';
import { ApiError } from '#api/errors.ts';
import type { EnrolmentBody } from '#api/schemas/enrolment.ts';

/**
 * The published course a request names, by id or by slug.
 * @throws ApiError VALIDATION_ERROR when it names none or both, NOT_FOUND when there is no such course
 */
export async function findCourseToEnrolIn(
  trx: Knex.Transaction,
  body: Static<typeof EnrolmentBody>,
): Promise<Course> {
  const { course_id: id, course: slug } = body;
  if ((id === undefined) === (slug === undefined)) {
    throw new ApiError('VALIDATION_ERROR', 'Say which course: send either course_id or course.', {
      details: { course_id: ['is required, unless course (its slug) is sent'] },
    });
  }
  const course = await Course.query(trx).findOne({ ...(id ? { id } : { slug }), status: 'published' });
  if (!course) throw new ApiError('NOT_FOUND', 'There is no such course.');
  return course;
}
