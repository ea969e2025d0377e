import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { reviveDeadLetters } from '../../../../../../models/revive-dead-letters.ts';
import { queueSignal } from '../../../../../../temporal/queue-signal.ts';
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
        operationId: 'retryProcess',
        summary: 'Try the waiting step again at once, with the reason why',
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
        event: 'retry_requested',
        action: 'process.retried',
        change: async (trx, { kind }) => {
          const revived = await reviveDeadLetters(trx, workflowId);
          return revived.length > 0 ? revived : [await queueSignal(trx, { organisationId: scope, kind, workflowId, name: 'retry_now' })];
        },
      });
      void app.outbox.dispatch(outboxIds);
      return reply.code(202).send(success(await readProcess(app, viewer, scope, workflowId), 'It is tried again.'));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
