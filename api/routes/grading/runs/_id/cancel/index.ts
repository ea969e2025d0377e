import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { signalProcess } from '#models/processes/begin-process.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { runCodeProcess } from '#domain/processes/run-code.ts';
import { ApiError } from '#api/errors.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { RunDetail, RunId } from '#api/schemas/run.ts';
import { viewerOf } from '#api/viewer.ts';
import { readRun } from '#api/routes/grading/runs/read-run.ts';

export default (async (app) => {
  app.post(
    '/',
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
    async (request) => {
      const viewer = viewerOf(request);
      const { organisationId } = viewer;
      const { run, outboxId } = await inOrganisation(app.database, organisationId, async (trx) => {
        const { id } = await readRun(trx, request.params.id, viewer);
        const cancelled = await trx('runs')
          .where({ id })
          .whereIn('status', ['queued', 'running'])
          .update({
            status: 'cancelled',
            waiting_for: null,
            finished_at: trx.fn.now(),
            revision: trx.raw('revision + 1'),
          });
        if (cancelled === 0) throw new ApiError('CONFLICT', 'This run is over.');
        const signalled = await signalProcess(trx, {
          organisationId,

          workflowId: workflowIdOf(runCodeProcess, id),
          name: 'cancel',
          argument: {},
        });
        return { run: await readRun(trx, id, viewer), outboxId: signalled };
      });
      void app.outbox.dispatch([outboxId]);
      return success(run, 'Stopped.');
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
