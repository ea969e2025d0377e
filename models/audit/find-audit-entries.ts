import type { Knex } from 'knex';
import type { AuditEntry } from './audit-entry.ts';
import { beginningWith } from '../database/like-pattern.ts';

export type AuditRow = AuditEntry & {
  actor_name: string | null;
  actor_email: string | null;
  subject_name: string | null;
};
export type AuditFilter = {
  before?: string;
  limit: number;
  actor?: string;
  action?: string;
  subjectType?: string;
  subjectId?: string;
};

/** Audit entries, newest first, older than the entry `before`. */
export async function findAuditEntries(trx: Knex.Transaction, filter: AuditFilter): Promise<AuditRow[]> {
  const query = trx('audit_entries as entry')
    .leftJoin('users as actor', 'actor.id', 'entry.actor_id')
    .joinRaw(
      `left join users as subject on entry.subject_type = 'user' and subject.id::text = entry.subject_id`,
    );
  if (filter.before) query.where('entry.id', '<', filter.before);
  if (filter.actor) query.where('entry.actor_id', filter.actor);
  if (filter.action) query.whereLike('entry.action', beginningWith(filter.action));
  if (filter.subjectType) query.where('entry.subject_type', filter.subjectType);
  if (filter.subjectId) query.where('entry.subject_id', filter.subjectId);
  return query
    .select<AuditRow[]>(
      'entry.*',
      'actor.name as actor_name',
      'actor.email as actor_email',
      'subject.name as subject_name',
    )
    .orderBy('entry.id', 'desc')
    .limit(filter.limit);
}
