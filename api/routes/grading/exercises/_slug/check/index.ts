import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { idempotently, sendAnswer } from '#api/idempotency.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { ExerciseAuthoring, ExerciseSlug } from '#api/schemas/exercise.ts';
import { viewerOf } from '#api/viewer.ts';
import { checkAgain } from './check-again.ts';

export default (async (app) => {
  app.post(
    '/',
    {
      schema: {
        operationId: 'checkExercise',
        summary: 'Check the latest version’s own solution again',
        tags: ['exercises'],
        params: ExerciseSlug,
        response: { 202: SuccessOf(ExerciseAuthoring) },
      },
      config: { permission: 'exercises.author' },
    },
    async (request, reply) => {
      const outboxIds: string[] = [];
      const answer = await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
        idempotently(request, trx, async () => {
          const { exercise, queued } = await checkAgain(trx, viewerOf(request), request.params.slug);
          outboxIds.push(...queued);
          return {
            status: 202,
            body: success(exercise, 'Its solution is being checked.'),
            location: `/api/grading/exercises/${exercise.slug}/authoring`,
          };
        }),
      );
      void app.outbox.dispatch(outboxIds);
      return sendAnswer(reply, answer);
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
