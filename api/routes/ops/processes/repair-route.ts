import type { FastifyInstance } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Knex } from 'knex';
import { Type } from 'typebox';
import type { ProcessRow } from '#models/processes/find-processes.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { ProcessDetail, ProcessScope, RepairBody, WorkflowId } from '#api/schemas/process.ts';
import { viewerOf } from '#api/viewer.ts';
import { processScope } from './process-scope.ts';
import { readProcess } from './read-process.ts';
import { repairProcess } from './repair-process.ts';

type Repair = {
  operationId: string;
  summary: string;
  event: 'retry_requested' | 'cancel_requested';
  /** As the audit log names it. */
  action: string;
  /** What was done, in a sentence. */
  message: string;
  /**
   * Makes the change in the scope's transaction.
   * @returns the outbox rows to dispatch
   * @throws ApiError when the process does not allow it
   */
  change: (
    trx: Knex.Transaction,
    row: ProcessRow,
    wish: { organisationId: string; workflowId: string; reason: string },
  ) => Promise<string[]>;
};

/** Adds the route by which a person repairs a process: with a reason, audited, and answered with the process as it is then. */
export function addRepairRoute(
  app: FastifyInstance,
  { operationId, summary, event, action, message, change }: Repair,
): void {
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    '/',
    {
      schema: {
        operationId,
        summary,
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
      const organisationId = processScope(viewer, request.query.organisation);
      const { workflowId } = request.params;
      const wish = { organisationId, workflowId, reason: request.body.reason };
      const outboxIds = await repairProcess(request, organisationId, {
        event,
        action,
        change: (trx, row) => change(trx, row, wish),
      });
      void app.outbox.dispatch(outboxIds);
      return reply
        .code(202)
        .send(success(await readProcess(app, viewer, organisationId, workflowId), message));
    },
  );
}
