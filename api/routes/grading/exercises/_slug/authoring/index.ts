import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { ExerciseAuthoring, ExerciseSlug } from '#api/schemas/exercise.ts';
import { viewerOf } from '#api/viewer.ts';
import { findAuthoring } from '#api/routes/grading/exercises/find-authoring.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getExerciseForAuthoring',
        summary: 'Everything of an exercise’s latest version, hidden tests and solution too',
        tags: ['exercises'],
        params: ExerciseSlug,
        response: { 200: SuccessOf(ExerciseAuthoring) },
      },
      config: { permission: 'exercises.author' },
    },
    async (request) =>
      success(
        await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
          findAuthoring(trx, request.params.slug),
        ),
      ),
  );
}) satisfies FastifyPluginAsyncTypebox;
