import type { FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { definitionOf, parseWorkflowId } from '#domain/processes/index.ts';
import { decide } from '#domain/permissions.ts';
import type { EventOf } from '#domain/processes/process-events.ts';
import { repairEvents } from '#domain/processes/repairs.ts';
import type { RepairName } from '#domain/processes/repairs.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inScope } from '#models/database/in-organisation.ts';
import { signalProcess } from '#models/processes/begin-process.ts';
import { findProcess } from '#models/processes/find-processes.ts';
import { recordProcessEvent } from '#models/processes/process-event.ts';
import { cancelProcess, reviveDeadLetters } from '#models/processes/repair-process.ts';
import type { Process } from '#models/processes/process.ts';
import type { AuditAction } from '#domain/audit-actions.ts';
import { ApiError } from '#api/errors.ts';
import { viewerOf } from '#api/viewer.ts';

export type RepairWish = { reason: string; step?: string; to?: string };

/** As the audit log names it. */
const actions = {
  retry_now: 'process.retried',
  cancel: 'process.cancelled',
  skip: 'process.step_skipped',
  override: 'process.overridden',
  compensate: 'process.compensated',
  reassign: 'process.reassigned',
} as const satisfies Record<RepairName, AuditAction>;

/**
 * Does one repair of a process by a person: the change, its event, its audit entry and what its workflow is told, in one transaction.
 * @param scope the organisation the process belongs to; null: the platform
 * @returns the outbox rows to dispatch
 * @throws ApiError NOT_FOUND; FORBIDDEN; CONFLICT when it is over, or not to be repaired so
 */
export async function repairProcess(
  request: FastifyRequest,
  scope: string | null,
  repair: { name: RepairName; workflowId: string; wish: RepairWish },
): Promise<string[]> {
  const { name, workflowId, wish } = repair;
  const viewer = viewerOf(request);
  return inScope(request.server.database, scope, async (trx) => {
    const row = parseWorkflowId(workflowId) ? await findProcess(trx, workflowId) : undefined;
    if (!row) throw new ApiError('no_such_process');
    const permission = definitionOf(row.kind).repairs[name];
    if (permission === undefined) throw new ApiError('repair_does_not_fit', { repair: name });
    if (decide(permission, viewer) !== 'allowed') throw new ApiError('repair_forbidden');
    if (row.finished_at) throw new ApiError('process_ended', { state: row.state });
    const outboxIds = await change(trx, row, name, wish);
    await recordProcessEvent(trx, {
      organisationId: scope,
      workflowId,
      event: { ...noted(name, viewer.userId, wish), occurrence: null },
    });
    if (scope !== null)
      await recordAudit(trx, {
        actorId: viewer.userId,
        action: actions[name],
        subjectType: 'process',
        subjectId: workflowId,
        before: { status: row.state, step: row.step, waiting_for: row.waiting_for },
        reason: wish.reason,
        request,
      });
    return outboxIds;
  });
}

/** What the story tells of a repair. */
function noted(name: RepairName, by: string, { reason, step, to = '' }: RepairWish): EventOf<string> {
  switch (name) {
    case 'skip':
    case 'override':
      return { name: repairEvents[name], detail: { by, reason, ...(step !== undefined && { step }) } };
    case 'reassign':
      return { name: repairEvents[name], detail: { by, reason, to } };
    case 'retry_now':
    case 'cancel':
    case 'compensate':
      return { name: repairEvents[name], detail: { by, reason } };
  }
}

async function change(
  trx: Knex.Transaction,
  row: Process,
  name: RepairName,
  { reason, step, to }: RepairWish,
): Promise<string[]> {
  const { organisation_id: organisationId, workflow_id: workflowId } = row;
  const target = { organisationId, workflowId };
  switch (name) {
    case 'retry_now': {
      const revived = await reviveDeadLetters(trx, workflowId);
      // It is no longer parked: five further faults park it again. One that Temporal does not run is begun anew by the reconciler's next pass.
      await trx('processes')
        .where({ workflow_id: workflowId })
        .update({
          ...{ needs_person: false, fault_count: 0, own_fault_count: 0, fault_code: null },
          ...{ restarts: 0, checked_at: trx.fn.now(), revision: trx.raw('revision + 1') },
        });
      if (revived.length > 0) return revived;
      return [await signalProcess(trx, { ...target, name: 'retry_now', argument: {} })];
    }
    case 'cancel':
      if (!(await cancelProcess(trx, row, reason))) throw new ApiError('process_just_ended');
      return [await signalProcess(trx, { ...target, name: 'cancel', argument: {} })];
    case 'skip':
    case 'override': {
      const argument = { reason, ...(step !== undefined && { step }) };
      return [await signalProcess(trx, { ...target, name, argument })];
    }
    case 'compensate':
      return [await signalProcess(trx, { ...target, name: 'compensate', argument: { reason } })];
    case 'reassign':
      return [await signalProcess(trx, { ...target, name: 'reassign', argument: { to: to ?? '', reason } })];
  }
}
