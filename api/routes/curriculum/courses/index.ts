import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findCourses } from '#models/curriculum/find-courses.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { catalogueScope } from '#api/catalogue-scope.ts';
import { pageOf } from '#api/page-of.ts';
import { CourseQuery, CourseSummary } from '#api/schemas/course.ts';
import { ListOf, success } from '#api/schemas/envelope.ts';
import { presentCourse } from '../present-course.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listCourses',
        summary: 'The catalogue of courses',
        tags: ['curriculum'],
        querystring: CourseQuery,
        response: { 200: ListOf(CourseSummary) },
      },
      config: { permission: 'public' },
    },
    async (request) => {
      const { organisationId, viewerId } = await catalogueScope(request);
      const { page_size: pageSize, ...filter } = request.query;
      const { count, rows } = await inOrganisation(app.database, organisationId, (trx) =>
        findCourses(trx, { ...filter, pageSize, viewerId }),
      );
      return success(pageOf(request, count, rows.map(presentCourse)));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
