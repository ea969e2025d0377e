import type { FastifyPluginAsync } from 'fastify';
import { cancelProcess } from '#models/processes/cancel-process.ts';
import { queueSignal } from '#temporal/queue-signal.ts';
import { ApiError } from '#api/errors.ts';
import { addRepairRoute } from '#api/routes/ops/processes/repair-route.ts';

export default (async (app) => {
  addRepairRoute(app, {
    operationId: 'cancelProcess',
    summary: 'End a process that cannot go on, with the reason why; a hand-in gives its attempt back',
    event: 'cancel_requested',
    action: 'process.cancelled',
    message: 'Cancelled.',
    change: async (trx, row, { organisationId, workflowId, reason }) => {
      if (!(await cancelProcess(trx, row, reason)))
        throw new ApiError('CONFLICT', 'This process has just ended.');
      return [await queueSignal(trx, { organisationId, kind: row.kind, workflowId, name: 'cancel' })];
    },
  });
}) satisfies FastifyPluginAsync;
