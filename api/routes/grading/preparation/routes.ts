import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { minutesLeft } from '#domain/exercises/minutes-left.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findPreparation } from '#models/exercises/find-preparation.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Preparation } from '#api/schemas/exercise.ts';
import { viewerOf } from '#api/viewer.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'readPreparation',
        summary:
          'How many exercises are ready, and how many cannot be opened before their own solution was run',
        tags: ['exercises'],
        response: { 200: SuccessOf(Preparation) },
      },
      config: { permission: 'exercises.read' },
    },
    async (request) => {
      const found = await inOrganisation(app.database, viewerOf(request).organisationId, findPreparation);
      const { ready, being_checked: waiting, ready_since: done, seconds } = found;
      return success({
        ready,
        being_checked: waiting,
        minutes_left: seconds === null ? null : minutesLeft({ waiting, done, seconds }),
      });
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
