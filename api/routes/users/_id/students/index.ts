import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findStudents } from '#models/people/find-students.ts';
import { findUser } from '#models/accounts/find-users.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { StudentProgress, StudentQuery } from '#api/schemas/progress.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentStudent } from '#api/routes/curriculum/progress/present-student.ts';

/** GET /api/users/:id/students: whom a trainer teaches; their own, or for admins any trainer's. */
export default (async (app) => {
  const schema = {
    operationId: 'listStudentsOfTrainer',
    tags: ['users'],
    summary: 'The students assigned to a trainer, with how far they are',
    params: Type.Object({ id: Uuid }),
    querystring: StudentQuery,
    response: { 200: ListOf(StudentProgress) },
  };
  app.get('/', { schema, config: { permission: 'students.read' } }, async (request) => {
    const viewer = viewerOf(request);
    const { page_size: pageSize, ...filter } = request.query;
    const { count, rows } = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      const mayLook =
        request.params.id === viewer.userId ||
        (viewer.role !== 'trainer' && (await findUser(trx, request.params.id)));
      if (!mayLook)
        throw new ApiError('NOT_FOUND', 'There is no such trainer, or their students are not yours to see.');
      return findStudents(trx, { ...filter, pageSize, trainerId: request.params.id });
    });
    return success(pageOf(request, count, rows.map(presentStudent)));
  });
}) satisfies FastifyPluginAsyncTypebox;
