import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { findUser, findUsers } from '#models/accounts/find-users.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { assignTrainer, findTrainers } from '#models/people/trainer-assignment.ts';
import { ApiError } from '#api/errors.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, PageQuery, success, SuccessOf } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { ManagedUser, ManagedUserQuery, Trainer } from '#api/schemas/user.ts';
import { readSort } from '#api/schemas/sort.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentUser } from './present-user.ts';

const tags = ['users'];

/** /api/users: the people of an organisation, and who teaches whom. */
export default (async (app) => {
  // GET /api/users: the people of one's organisation.
  const list = {
    operationId: 'listUsers',
    tags,
    summary: 'The organisation’s people, by name unless asked otherwise',
    querystring: ManagedUserQuery,
    response: { 200: ListOf(ManagedUser) },
  };
  app.get('/', { schema: list, config: { permission: 'users.read' } }, async (request) => {
    const { page_size: pageSize, sort, ...filter } = request.query;
    const order = readSort(sort);
    const { count, rows } = await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
      findUsers(trx, { ...filter, order, pageSize }),
    );
    return success(pageOf(request, count, rows.map(presentUser)));
  });

  // GET /api/users/trainers: who teaches, with how many students of how many (ACC-10).
  const trainers = {
    operationId: 'listTrainers',
    tags,
    summary: 'Trainers with their number of students',
    querystring: PageQuery,
    response: { 200: ListOf(Trainer) },
  };
  app.get('/trainers', { schema: trainers, config: { permission: 'trainers.read' } }, async (request) => {
    const { page, page_size: pageSize } = request.query;
    const { count, rows } = await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
      findTrainers(trx, { page, pageSize }),
    );
    return success(pageOf(request, count, rows));
  });

  // POST /api/users/assign-trainer: by hand, or without `trainer_id` to whoever has the fewest students (ACC-10).
  const assigning = {
    operationId: 'assignTrainer',
    tags,
    summary: 'Assign a student to a trainer; 409 when full',
    body: Type.Object({ student_id: Uuid, trainer_id: Type.Optional(Uuid) }),
    response: {
      200: SuccessOf(
        Type.Object({ student_id: Uuid, trainer: Type.Object({ id: Uuid, name: Type.String() }) }),
      ),
    },
  };
  app.post(
    '/assign-trainer',
    { schema: assigning, config: { permission: 'trainers.assign' } },
    async (request) => {
      const { student_id: studentId, trainer_id: trainerId } = request.body;
      const trainer = await assign(app, request, { studentId, trainerId });
      return success({ student_id: studentId, trainer }, `${trainer.name} is the trainer now.`);
    },
  );
}) satisfies FastifyPluginAsyncTypebox;

/** @throws ApiError NOT_FOUND (no such student or trainer), CONFLICT (full) */
async function assign(
  app: FastifyInstance,
  request: FastifyRequest,
  wish: { studentId: string; trainerId: string | undefined },
): Promise<{ id: string; name: string }> {
  const { organisationId, userId } = viewerOf(request);
  return inOrganisation(app.database, organisationId, async (trx) => {
    const student = await findUser(trx, wish.studentId);
    if (student?.role !== 'student') throw new ApiError('no_such_student');
    const assigned = await assignTrainer(trx, { organisationId, assignedBy: userId, ...wish });
    if (assigned === 'unknown') throw new ApiError('no_such_trainer');
    if (assigned === 'full') throw new ApiError(wish.trainerId ? 'trainer_full' : 'no_trainer_has_room');
    const trainer = (await findUser(trx, assigned.trainerId))!;
    await recordAudit(trx, {
      actorId: userId,
      action: 'trainer.assigned',
      subjectType: 'user',
      subjectId: wish.studentId,
      before: { trainer_id: student.trainer_id },
      after: { trainer_id: trainer.id },
      request,
    });
    return { id: trainer.id, name: trainer.name };
  });
}
