import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Enrolment } from '#models/curriculum/enrolment.ts';
import { findLesson } from '#models/curriculum/find-lesson.ts';
import { findOutlines } from '#models/curriculum/find-outlines.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { ById, LessonDetail } from '#api/schemas/course.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentLesson } from '#api/routes/curriculum/present-lesson.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getLesson',
        summary: 'A lesson with its blocks, its neighbours and one’s own progress',
        tags: ['curriculum'],
        params: ById,
        response: { 200: SuccessOf(LessonDetail) },
      },
      config: { permission: 'lessons.read' },
    },
    async (request) => {
      const { organisationId, userId } = viewerOf(request);
      const found = await inOrganisation(app.database, organisationId, async (trx) => {
        const lesson = await findLesson(trx, request.params.id);
        if (!lesson) throw new ApiError('NOT_FOUND', 'There is no such lesson.');
        const courseId = lesson.lesson.course_id;
        const enrolment = await Enrolment.query(trx)
          .findOne({ user_id: userId, course_id: courseId })
          .whereNot({ status: 'cancelled' })
          .select('id');
        return {
          ...lesson,
          enrolled: enrolment !== undefined,
          outline: (await findOutlines(trx, [courseId], userId)).get(courseId)!,
        };
      });
      return success(presentLesson(found));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
