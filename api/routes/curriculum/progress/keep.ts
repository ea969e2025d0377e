import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { Enrolment } from '#models/curriculum/enrolment.ts';
import { findEnrolment } from '#models/curriculum/find-enrolments.ts';
import { findLesson } from '#models/curriculum/find-lesson.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { markLesson } from '#models/progress/mark-lesson.ts';
import { ApiError } from '#api/errors.ts';
import type { LessonProgress, ProgressBody } from '#api/schemas/progress.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentProgress, presentResumePoint } from '../courses/present.ts';

/**
 * Marks a lesson for the viewer, who must be enrolled in its course.
 * @throws ApiError NOT_FOUND for a lesson that is not there, FORBIDDEN without an enrolment
 */
export async function keepProgress(
  request: FastifyRequest<{ Body: Static<typeof ProgressBody> }>,
): Promise<Static<typeof LessonProgress>> {
  const { organisationId, userId } = viewerOf(request);
  const { lesson_id: lessonId, status: mark } = request.body;
  return inOrganisation(request.server.database, organisationId, async (trx) => {
    const found = await findLesson(trx, lessonId);
    if (!found) throw new ApiError('no_such_lesson');
    const { course_id: courseId, course_title: courseTitle } = found.lesson;
    const enrolled = await Enrolment.query(trx)
      .findOne({ user_id: userId, course_id: courseId })
      .whereNot({ status: 'cancelled' });
    if (!enrolled) throw new ApiError('enrol_first', { course: courseTitle });
    const progress = await markLesson(trx, { organisationId, userId, lessonId, mark });
    const enrolment = (await findEnrolment(trx, enrolled.id))!;
    return {
      lesson_id: lessonId,
      status: progress.status,
      started_at: progress.started_at?.toISOString() ?? null,
      completed_at: progress.completed_at?.toISOString() ?? null,
      course: {
        id: courseId,
        slug: enrolment.course_slug,
        title: courseTitle,
        status: enrolment.status,
        progress: presentProgress(enrolment.lessons),
        resume: presentResumePoint(enrolment.lessons),
      },
    };
  });
}
