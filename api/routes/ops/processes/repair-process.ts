import type { FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { parseWorkflowId } from '#domain/processes/process-kinds.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { findProcess } from '#models/processes/find-processes.ts';
import type { ProcessRow } from '#models/processes/find-processes.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { recordProcessEvent } from '#models/processes/process-event.ts';
import { ApiError } from '#api/errors.ts';
import type { RepairBody, WorkflowId } from '#api/schemas/process.ts';
import { viewerOf } from '#api/viewer.ts';

type RepairRequest = FastifyRequest<{
  Params: Static<typeof WorkflowId>;
  Body: Static<typeof RepairBody>;
  Querystring: { organisation?: string };
}>;

/**
 * Does one repair of a process by a person: the change, its event and its audit entry, in one transaction.
 * @param scope the organisation the process belongs to
 * @param change makes the change; returns the outbox rows to dispatch
 * @throws ApiError NOT_FOUND, CONFLICT when the process is over
 */
export async function repairProcess(
  request: RepairRequest,
  scope: string,
  repair: {
    event: 'retry_requested' | 'cancel_requested';
    action: string;
    change: (trx: Knex.Transaction, row: ProcessRow) => Promise<string[]>;
  },
): Promise<string[]> {
  const viewer = viewerOf(request);
  const { workflowId } = request.params;
  const { reason } = request.body;
  return inOrganisation(request.server.database, scope, async (trx) => {
    const row = parseWorkflowId(workflowId) ? await findProcess(trx, workflowId) : undefined;
    if (!row) throw new ApiError('NOT_FOUND', 'There is no such process.');
    if (row.finished_at) throw new ApiError('CONFLICT', `This process is over: ${row.status}.`);
    const outboxIds = await repair.change(trx, row);
    await recordProcessEvent(trx, {
      organisationId: scope,
      workflowId,
      event: repair.event,
      step: null,
      detail: { by: viewer.userId, reason },
    });
    await recordAudit(trx, {
      actorId: viewer.userId,
      action: repair.action,
      subjectType: 'process',
      subjectId: workflowId,
      before: { status: row.status, waiting_for: row.waiting_for },
      reason,
      request,
    });
    return outboxIds;
  });
}
