import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { fieldFault } from '#domain/field-faults.ts';
import { Course } from '#models/curriculum/course.ts';
import { findEnrolment, findEnrolments } from '#models/curriculum/find-enrolments.ts';
import { enrol } from '#models/curriculum/enrol.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { actingFor, learnerFor } from '#api/acting-for.ts';
import { ApiError } from '#api/errors.ts';
import { pageOf } from '#api/page-of.ts';
import { ById } from '#api/schemas/course.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import { Enrolment, EnrolmentBody, EnrolmentQuery } from '#api/schemas/enrolment.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentEnrolment, readEnrolment } from './read.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listEnrolments',
        summary: 'One’s own enrolments, or a child’s, the newest first',
        tags: ['enrolments'],
        querystring: EnrolmentQuery,
        response: { 200: ListOf(Enrolment) },
      },
      config: { permission: 'enrolments.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { page, page_size: pageSize, student_id: studentId = viewer.userId } = request.query;
      const { count, rows } = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
        const { id: userId } = await learnerFor(trx, viewer, studentId);
        return findEnrolments(trx, { userId, page, pageSize });
      });
      return success(pageOf(request, count, rows.map(presentEnrolment)));
    },
  );

  app.post(
    '/',
    {
      schema: {
        operationId: 'enrol',
        summary: 'Enrol oneself or a child in a free course',
        tags: ['enrolments'],
        body: EnrolmentBody,
        response: { 200: SuccessOf(Enrolment), 201: SuccessOf(Enrolment) },
      },
      config: { permission: 'enrolments.create' },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { organisationId } = viewer;
      const { row, created } = await inOrganisation(app.database, organisationId, async (trx) => {
        const userId = await actingFor(trx, viewer, request.body.student_id);
        const course = await findCourseToEnrolIn(trx, request.body);
        const enrolled = await enrol(trx, { organisationId, userId, courseId: course.id });
        return { row: (await findEnrolment(trx, enrolled.enrolment.id))!, created: enrolled.created };
      });
      reply.header('location', `/api/enrolments/${row.id}`);
      if (!created)
        return success(presentEnrolment(row), `You are already enrolled in “${row.course_title}”.`);
      return reply
        .code(201)
        .send(success(presentEnrolment(row), `You are enrolled in “${row.course_title}”.`));
    },
  );

  app.get(
    '/:id',
    {
      schema: {
        operationId: 'getEnrolment',
        summary: 'One enrolment',
        tags: ['enrolments'],
        params: ById,
        response: { 200: SuccessOf(Enrolment) },
      },
      config: { permission: 'enrolments.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await inOrganisation(app.database, viewer.organisationId, (trx) =>
          readEnrolment(trx, request.params.id, viewer),
        ),
      );
    },
  );
}) satisfies FastifyPluginAsyncTypebox;

/**
 * The published course a request names, by id or by slug.
 * @throws ApiError VALIDATION_ERROR when it names none or both, NOT_FOUND when there is no such course
 */
async function findCourseToEnrolIn(
  trx: Knex.Transaction,
  body: Static<typeof EnrolmentBody>,
): Promise<Course> {
  const { course_id: id, course: slug } = body;
  if ((id === undefined) === (slug === undefined)) {
    throw new ApiError(
      'which_course',
      {},
      {
        reasons: { course_id: [fieldFault('required_unless', { other: 'course (its slug)' })] },
      },
    );
  }
  const course = await Course.query(trx).findOne({ ...(id ? { id } : { slug }), status: 'published' });
  if (!course) throw new ApiError('course_missing');
  return course;
}
