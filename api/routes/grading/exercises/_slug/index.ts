import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findExercise } from '#models/exercises/find-exercise.ts';
import { ApiError } from '#api/errors.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { ExerciseDetail, ExerciseSlug } from '#api/schemas/exercise.ts';
import { viewerOf } from '#api/viewer.ts';
import { isAuthor } from '../is-author.ts';
import { presentDetail } from '../present-exercise.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getExercise',
        summary: 'One exercise with its visible tests and one’s own progress',
        tags: ['exercises'],
        params: ExerciseSlug,
        response: { 200: SuccessOf(ExerciseDetail) },
      },
      config: { permission: 'exercises.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { slug } = request.params;
      const row = await findExercise(app.reads, viewer.organisationId, {
        slug,
        viewerId: viewer.userId,
        asAuthor: isAuthor(viewer),
      });
      if (!row) throw new ApiError('NOT_FOUND', `There is no exercise “${slug}”.`);
      return success(presentDetail(row));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
