import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { RunDetail, RunId } from '#api/schemas/run.ts';
import { viewerOf } from '#api/viewer.ts';
import { readRun } from '../read-run.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getRun',
        summary: 'One’s own free run, within an hour',
        tags: ['submissions'],
        params: RunId,
        response: { 200: SuccessOf(RunDetail) },
      },
      config: { permission: 'code.run' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await inOrganisation(app.database, viewer.organisationId, (trx) =>
          readRun(trx, request.params.id, viewer),
        ),
      );
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
