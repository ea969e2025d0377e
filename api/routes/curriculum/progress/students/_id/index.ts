import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ById } from '#api/schemas/course.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { LearnerProgress } from '#api/schemas/progress.ts';
import { showProgress } from '#api/routes/curriculum/progress/show-progress.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getStudentProgress',
        summary: 'Where a student stands: for their trainer, their parent, and administrators',
        tags: ['progress'],
        params: ById,
        response: { 200: SuccessOf(LearnerProgress) },
      },
      config: { permission: 'progress.read' },
    },
    async (request) => success(await showProgress(request, request.params.id)),
  );
}) satisfies FastifyPluginAsyncTypebox;
