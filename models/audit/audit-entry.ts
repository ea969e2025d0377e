import { Model } from 'objection';
import type { Knex } from 'knex';
import type { AuditAction } from '#domain/audit-actions.ts';

/** One line of the audit log (ACC-12). Neither the application nor the grader can change or remove one. */
export class AuditEntry extends Model {
  static override tableName = 'audit_entries';

  declare id: string;
  declare organisation_id: string;
  declare actor_id: string | null;
  declare action: AuditAction;
  declare subject_type: string;
  declare subject_id: string;
  declare before: Record<string, unknown> | null;
  declare after: Record<string, unknown> | null;
  declare reason: string | null;
  declare address: string | null;
  declare request_id: string | null;
  declare created_at: Date;
}

export type AuditedAct = {
  /** null: nobody signed in (a failed sign-in), or the platform itself. */
  actorId: string | null;
  action: AuditAction;
  subjectType: string;
  subjectId: string;
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  reason?: string;
  /** Where it came from; a Fastify request fits. */
  request?: { id: string; clientAddress: string; viewer: { actingUserId: string | null } | null };
};

/**
 * Writes one act into the audit log, in the transaction of the act itself.
 * A parent who views as their child is the actor of what they do there.
 * @param trx inside the scope of the act's organisation
 */
export async function recordAudit(trx: Knex.Transaction, act: AuditedAct): Promise<void> {
  await trx('audit_entries').insert({
    organisation_id: trx.raw('current_organisation_id()'),
    actor_id: act.request?.viewer?.actingUserId ?? act.actorId,
    action: act.action,
    subject_type: act.subjectType,
    subject_id: act.subjectId,
    before: act.before && JSON.stringify(act.before),
    after: act.after && JSON.stringify(act.after),
    reason: act.reason,
    address: act.request?.clientAddress,
    request_id: act.request?.id,
  });
}
