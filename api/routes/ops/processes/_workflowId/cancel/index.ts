import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { cancelProcess } from '../../../../../../models/cancel-process.ts';
import { queueSignal } from '../../../../../../temporal/queue-signal.ts';
import { ApiError } from '../../../../../errors.ts';
import { success, SuccessOf } from '../../../../../schemas/envelope.ts';
import { ProcessDetail, ProcessScope, RepairBody, WorkflowId } from '../../../../../schemas/process.ts';
import { viewerOf } from '../../../../../viewer.ts';
import { processScope } from '../../process-scope.ts';
import { readProcess } from '../../read-process.ts';
import { repairProcess } from '../../repair-process.ts';

export default (async (app) => {
  app.post(
    '/',
    {
      schema: {
        operationId: 'cancelProcess',
        summary: 'End a process that cannot go on, with the reason why; a hand-in gives its attempt back',
        tags: ['ops'],
        params: WorkflowId,
        querystring: Type.Object(ProcessScope),
        body: RepairBody,
        response: { 202: SuccessOf(ProcessDetail) },
      },
      config: { permission: 'processes.repair' },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const scope = processScope(viewer, request.query.organisation);
      const { workflowId } = request.params;
      const outboxIds = await repairProcess(request, scope, {
        event: 'cancel_requested',
        action: 'process.cancelled',
        change: async (trx, row) => {
          if (!(await cancelProcess(trx, row, request.body.reason))) throw new ApiError('CONFLICT', 'This process has just ended.');
          return [await queueSignal(trx, { organisationId: scope, kind: row.kind, workflowId, name: 'cancel' })];
        },
      });
      void app.outbox.dispatch(outboxIds);
      return reply.code(202).send(success(await readProcess(app, viewer, scope, workflowId), 'Cancelled.'));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
