import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { LearnerProgress } from '#api/schemas/progress.ts';
import { viewerOf } from '#api/viewer.ts';
import { showProgress } from '../show-progress.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getMyProgress',
        summary: 'Where one stands: where to go on, streak, activity, what is due, courses',
        tags: ['progress'],
        response: { 200: SuccessOf(LearnerProgress) },
      },
      config: { permission: 'progress.read' },
    },
    async (request) => success(await showProgress(request, viewerOf(request).userId)),
  );
}) satisfies FastifyPluginAsyncTypebox;
