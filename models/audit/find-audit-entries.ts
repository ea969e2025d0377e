import type { Knex } from 'knex';
import type { AuditEntry } from './audit-entry.ts';
import { beginningWith } from '../database/like-pattern.ts';

export type AuditRow = AuditEntry & {
  actor_name: string | null;
  actor_email: string | null;
  subject_name: string | null;
};
export type AuditFilter = {
  before?: string | undefined;
  limit: number;
  actor?: string | undefined;
  action?: string | undefined;
  subjectType?: string | undefined;
  subjectId?: string | undefined;
};

const columns = [
  ...['id', 'organisation_id', 'actor_id', 'action', 'subject_type', 'subject_id'],
  ...['before', 'after', 'reason', 'address', 'request_id', 'created_at'],
];

/** Audit entries, newest first, older than the entry `before`. */
export async function findAuditEntries(trx: Knex.Transaction, filter: AuditFilter): Promise<AuditRow[]> {
  const page = trx('audit_entries as entry');
  if (filter.before) page.where('entry.id', '<', filter.before);
  if (filter.actor) page.where('entry.actor_id', filter.actor);
  if (filter.action) page.whereLike('entry.action', beginningWith(filter.action));
  if (filter.subjectType) page.where('entry.subject_type', filter.subjectType);
  if (filter.subjectId) page.where('entry.subject_id', filter.subjectId);
  // Names are looked up for the entries on the page only. The subject of an act is told by a text, which is an id where it is a person.
  const person = `case when subject_type = 'user' and pg_input_is_valid(subject_id, 'uuid') then subject_id::uuid end as subject_person`;
  return trx
    .with('entry', page.select('entry.*', trx.raw(person)).orderBy('entry.id', 'desc').limit(filter.limit))
    .from('entry')
    .leftJoin('users as actor', 'actor.id', 'entry.actor_id')
    .leftJoin('users as subject', 'subject.id', 'entry.subject_person')
    .select<AuditRow[]>(
      ...columns.map((name) => `entry.${name}`),
      'actor.name as actor_name',
      'actor.email as actor_email',
      'subject.name as subject_name',
    )
    .orderBy('entry.id', 'desc');
}
