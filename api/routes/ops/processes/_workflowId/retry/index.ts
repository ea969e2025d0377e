import type { FastifyPluginAsync } from 'fastify';
import { reviveDeadLetters } from '#models/processes/revive-dead-letters.ts';
import { queueSignal } from '#temporal/queue-signal.ts';
import { addRepairRoute } from '#api/routes/ops/processes/repair-route.ts';

export default (async (app) => {
  addRepairRoute(app, {
    operationId: 'retryProcess',
    summary: 'Try the waiting step again at once, with the reason why',
    event: 'retry_requested',
    action: 'process.retried',
    message: 'It is tried again.',
    change: async (trx, { kind }, { organisationId, workflowId }) => {
      const revived = await reviveDeadLetters(trx, workflowId);
      return revived.length > 0
        ? revived
        : [await queueSignal(trx, { organisationId, kind, workflowId, name: 'retry_now' })];
    },
  });
}) satisfies FastifyPluginAsync;
