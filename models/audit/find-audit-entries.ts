import type { Knex } from 'knex';
import type { AuditEntry } from './audit-entry.ts';
import { beginningWith, containing } from '../database/like-pattern.ts';

export type AuditRow = AuditEntry & {
  actor_name: string | null;
  actor_email: string | null;
  subject_name: string | null;
  subject_owner: string | null;
};
export type AuditFilter = {
  before?: string | undefined;
  limit: number;
  actor?: string | undefined;
  action?: string | undefined;
  /** Part of the name or e-mail of who did it, or to whom it was done. */
  person?: string | undefined;
  subjectType?: string | undefined;
  subjectId?: string | undefined;
};

const columns = [
  ...['id', 'organisation_id', 'actor_id', 'action', 'subject_type', 'subject_id'],
  ...['before', 'after', 'reason', 'address', 'request_id', 'created_at'],
];

/** A search by name looks at the entries of so many people. */
export const maxAuditPeople = 20;

/** Audit entries, newest first, older than the entry `before`. */
export async function findAuditEntries(trx: Knex.Transaction, filter: AuditFilter): Promise<AuditRow[]> {
  const page = matching(trx, filter);
  if (filter.person !== undefined) page.whereIn('entry.id', entriesAbout(trx, filter.person, filter));
  // Names are looked up for the entries on the page only. The subject of an act is told by a text, which mostly is an id.
  const key = `case when pg_input_is_valid(subject_id, 'uuid') then subject_id::uuid end as subject_key`;
  const about = (type: string, key: string) =>
    trx.raw(`entry.subject_type = ? and ${key} = entry.subject_key`, [type]);
  return trx
    .with('entry', page.select('entry.*', trx.raw(key)).orderBy('entry.id', 'desc').limit(filter.limit))
    .from('entry')
    .leftJoin('users as actor', 'actor.id', 'entry.actor_id')
    .leftJoin('users as subject', about('user', 'subject.id'))
    .leftJoin('submissions as submission', about('submission', 'submission.id'))
    .leftJoin('users as owner', 'owner.id', 'submission.user_id')
    .leftJoin('exercises as exercise', about('exercise', 'exercise.id'))
    .leftJoin('exercise_versions as version', (join) =>
      join.on('version.id', trx.raw('coalesce(submission.exercise_version_id, exercise.latest_version_id)')),
    )
    .leftJoin('invitations as invitation', about('invitation', 'invitation.id'))
    .leftJoin('organisations as organisation', about('organisation', 'organisation.id'))
    .select<AuditRow[]>(
      ...columns.map((name) => `entry.${name}`),
      'actor.name as actor_name',
      'actor.email as actor_email',
      trx.raw(
        'coalesce(subject.name, version.title, invitation.email::text, organisation.name) as subject_name',
      ),
      'owner.name as subject_owner',
    )
    .orderBy('entry.id', 'desc');
}

function matching(trx: Knex.Transaction, filter: AuditFilter): Knex.QueryBuilder {
  const found = trx('audit_entries as entry');
  if (filter.before) found.where('entry.id', '<', filter.before);
  if (filter.actor) found.where('entry.actor_id', filter.actor);
  if (filter.action) found.whereLike('entry.action', beginningWith(filter.action));
  if (filter.subjectType) found.where('entry.subject_type', filter.subjectType);
  if (filter.subjectId) found.where('entry.subject_id', filter.subjectId);
  return found;
}

/** The newest ids of what some people did, and of what was done to them: of each person and either way a range of an index. */
function entriesAbout(trx: Knex.Transaction, name: string, filter: AuditFilter): Knex.QueryBuilder {
  const people = peopleNamed(trx, name).orderBy(['users.name', 'users.id']).limit(maxAuditPeople);
  const newest = () =>
    matching(trx, filter).select('entry.id').orderBy('entry.id', 'desc').limit(filter.limit);
  const done = newest().whereRaw('entry.actor_id = person.id');
  const suffered = newest().whereRaw(`entry.subject_type = 'user' and entry.subject_id = person.id::text`);
  return trx
    .from(trx.raw('? person cross join lateral (? union all ?) about', [people, done, suffered]))
    .select('about.id');
}

/** Whether more people have a name or e-mail like that than a search looks at. */
export const areMorePeopleNamed = async (trx: Knex.Transaction, name: string): Promise<boolean> =>
  (await peopleNamed(trx, name).offset(maxAuditPeople).first()) !== undefined;

const peopleNamed = (trx: Knex.Transaction, name: string): Knex.QueryBuilder =>
  trx('memberships')
    .join('users', 'users.id', 'memberships.user_id')
    .where(
      (either) =>
        void either
          .whereILike('users.name', containing(name))
          .orWhereRaw('users.email::text ilike ?', [containing(name)]),
    )
    .select('users.id');
