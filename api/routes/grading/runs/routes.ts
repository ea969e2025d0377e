import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { acceptProcess } from '#api/accept-process.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { RunDetail, RunId, RunQuery } from '#api/schemas/run.ts';
import { viewerOf } from '#api/viewer.ts';
import { cancelRun } from './accept.ts';
import { readRun } from './read.ts';
import { whenFinished } from './when-finished.ts';

/** A person's own free runs. They begin at an exercise: `exercises/routes.ts`. */
export default (async (app) => {
  app.get(
    '/:id',
    {
      schema: {
        operationId: 'getRun',
        summary: 'One’s own free run, within an hour',
        tags: ['submissions'],
        params: RunId,
        querystring: RunQuery,
        response: { 200: SuccessOf(RunDetail) },
      },
      config: { permission: 'code.run' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { id } = request.params;
      const read = () =>
        inOrganisation(app.database, viewer.organisationId, (trx) => readRun(trx, id, viewer));
      return success(await whenFinished(app, id, request.query.wait, read));
    },
  );

  app.post(
    '/:id/cancel',
    {
      schema: {
        operationId: 'cancelRun',
        summary: 'Stop a free run, also while it runs',
        tags: ['submissions'],
        params: RunId,
        response: { 200: SuccessOf(RunDetail) },
      },
      config: { permission: 'code.run' },
    },
    (request, reply) =>
      acceptProcess(request, reply, async (trx) => {
        const { run, outboxId } = await cancelRun(trx, viewerOf(request), request.params.id);
        return { status: 200, body: success(run, 'Stopped.'), outboxIds: [outboxId] };
      }),
  );
}) satisfies FastifyPluginAsyncTypebox;
