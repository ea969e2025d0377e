import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findCourses } from '#models/curriculum/find-courses.ts';
import { findOutlines } from '#models/curriculum/find-outlines.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { catalogueScope } from '#api/catalogue-scope.ts';
import { ApiError } from '#api/errors.ts';
import { CourseDetail, CourseSlug } from '#api/schemas/course.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import {
  presentCourse,
  presentOutline,
  presentProgress,
  presentResumePoint,
} from '#api/routes/curriculum/present-course.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getCourse',
        summary: 'One course with its outline and one’s own progress in it',
        tags: ['curriculum'],
        params: CourseSlug,
        response: { 200: SuccessOf(CourseDetail) },
      },
      config: { permission: 'public' },
    },
    async (request) => {
      const { slug } = request.params;
      const { organisationId, viewerId } = await catalogueScope(request);
      const { course, lessons } = await inOrganisation(app.database, organisationId, async (trx) => {
        const [row] = (await findCourses(trx, { slug, viewerId, page: 1, pageSize: 1 })).rows;
        if (!row) throw new ApiError('NOT_FOUND', `There is no course “${slug}”.`);
        return { course: row, lessons: (await findOutlines(trx, [row.id], viewerId)).get(row.id)! };
      });
      return success({
        ...presentCourse(course),
        description_md: course.description_md,
        lessons: presentOutline(lessons),
        progress: presentProgress(lessons),
        resume: presentResumePoint(lessons),
      });
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
