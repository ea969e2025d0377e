import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { assign } from './assign.ts';

/** POST /api/users/assign-trainer: by hand, or without `trainer_id` to whoever has the fewest students (ACC-10). */
export default (async (app) => {
  const schema = {
    operationId: 'assignTrainer',
    tags: ['users'],
    summary: 'Assign a student to a trainer; 409 when full',
    body: Type.Object({ student_id: Uuid, trainer_id: Type.Optional(Uuid) }),
    response: {
      200: SuccessOf(
        Type.Object({ student_id: Uuid, trainer: Type.Object({ id: Uuid, name: Type.String() }) }),
      ),
    },
  };
  app.post('/', { schema, config: { permission: 'trainers.assign' } }, async (request) => {
    const { student_id: studentId, trainer_id: trainerId } = request.body;
    const trainer = await assign(app, request, { studentId, trainerId });
    return success({ student_id: studentId, trainer }, `${trainer.name} is the trainer now.`);
  });
}) satisfies FastifyPluginAsyncTypebox;
