import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findLanguageReadiness } from '#models/languages/find-language-readiness.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { LanguageReadiness } from '#api/schemas/exercise.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listLanguages',
        summary: 'Which languages can be graded at this moment, and what the others wait for',
        tags: ['exercises'],
        response: { 200: SuccessOf(Type.Array(LanguageReadiness)) },
      },
      config: { permission: 'exercises.read' },
    },
    async () => success(await findLanguageReadiness(app.database)),
  );
}) satisfies FastifyPluginAsyncTypebox;
