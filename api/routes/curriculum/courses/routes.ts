import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findCourses } from '#models/curriculum/find-courses.ts';
import { findOutlines } from '#models/curriculum/find-outlines.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { catalogueScope } from '#api/catalogue-scope.ts';
import { ApiError } from '#api/errors.ts';
import { pageOf } from '#api/page-of.ts';
import { publicAnswers } from '#api/public-answers.ts';
import { CourseDetail, CourseQuery, CourseSlug, CourseSummary } from '#api/schemas/course.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import { presentCourse, presentCourseDetail } from './present.ts';

/** The catalogue: an organisation's own, or the public one for somebody who is not signed in. */
export default (async (app) => {
  await app.register(publicAnswers);
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
      config: { permission: 'public', fromCatalogue: true },
    },
    async (request) => {
      const { organisationId, viewerId } = await catalogueScope(request);
      const { page_size: pageSize, ...filter } = request.query;
      const read = () =>
        inOrganisation(app.database, organisationId, (trx) =>
          findCourses(trx, { ...filter, pageSize, viewerId }),
        );
      // What strangers search for is as many things as they like.
      const isKept = viewerId === null && filter.search === undefined;
      const { count, rows } = isKept
        ? await app.catalogue.read(`courses ${organisationId} ${JSON.stringify(request.query)}`, read)
        : await read();
      return success(pageOf(request, count, rows.map(presentCourse)));
    },
  );

  app.get(
    '/:slug',
    {
      schema: {
        operationId: 'getCourse',
        summary: 'One course with its outline and one’s own progress in it',
        tags: ['curriculum'],
        params: CourseSlug,
        response: { 200: SuccessOf(CourseDetail) },
      },
      config: { permission: 'public', fromCatalogue: true },
    },
    async (request) => {
      const { slug } = request.params;
      const { organisationId, viewerId } = await catalogueScope(request);
      const read = () =>
        inOrganisation(app.database, organisationId, async (trx) => {
          const [row] = (await findCourses(trx, { slug, viewerId, page: 1, pageSize: 1 })).rows;
          if (!row) throw new ApiError('no_such_course', { course: slug });
          return { course: row, lessons: (await findOutlines(trx, [row.id], viewerId)).get(row.id)! };
        });
      const { course, lessons } =
        viewerId === null ? await app.catalogue.read(`course ${organisationId} ${slug}`, read) : await read();
      return success(presentCourseDetail(course, lessons));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
