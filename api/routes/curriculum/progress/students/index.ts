import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findStudents } from '#models/people/find-students.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success } from '#api/schemas/envelope.ts';
import { StudentProgress, StudentQuery } from '#api/schemas/progress.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentStudent } from '../present-student.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listStudentProgress',
        summary:
          'A trainer’s assigned students, or all of the organisation for administrators, with how far they are',
        tags: ['progress'],
        querystring: StudentQuery,
        response: { 200: ListOf(StudentProgress) },
      },
      config: { permission: 'students.read' },
    },
    async (request) => {
      const { organisationId, userId, role } = viewerOf(request);
      const { page, page_size: pageSize, search } = request.query;
      const trainerId = role === 'trainer' ? userId : undefined;
      const { count, rows } = await inOrganisation(app.database, organisationId, (trx) =>
        findStudents(trx, { trainerId, search, page, pageSize }),
      );
      return success(pageOf(request, count, rows.map(presentStudent)));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
