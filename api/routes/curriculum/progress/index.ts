import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { LessonProgress, ProgressBody } from '#api/schemas/progress.ts';
import { keepProgress } from './keep-progress.ts';

export default (async (app) => {
  app.post(
    '/',
    {
      schema: {
        operationId: 'keepProgress',
        summary: 'Note that one opened a lesson, finished it, or takes that back',
        tags: ['progress'],
        body: ProgressBody,
        response: { 200: SuccessOf(LessonProgress) },
      },
      config: { permission: 'progress.update' },
    },
    async (request) => success(await keepProgress(request), 'Kept.'),
  );
}) satisfies FastifyPluginAsyncTypebox;
