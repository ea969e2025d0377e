import type { Knex } from 'knex';
import type { Role } from '#domain/permissions.ts';
import { pageByName, peopleOrder } from '../people/page-by-name.ts';
import type { PeopleOrder } from '../people/page-by-name.ts';

export type UserRow = {
  id: string;
  email: string | null;
  name: string;
  picture_hash: string | null;
  role: Role;
  track: 'DP' | 'FSD' | null;
  status: 'active' | 'deactivated';
  email_verified: boolean;
  locked: boolean;
  capacity: number;
  trainer_id: string | null;
  trainer_name: string | null;
  last_signed_in_at: Date | null;
  created_at: Date;
};

export type UserFilter = {
  role?: Role;
  track?: string;
  status?: string;
  without_trainer?: boolean;
  search?: string;
  /** By name unless said otherwise. */
  order?: PeopleOrder;
  page: number;
  pageSize: number;
};

const columns = `
  users.id, users.email, users.name, users.picture_hash, memberships.role, users.track, memberships.status, users.email is null or users.email_verified_at is not null as email_verified,
  exists (select from sign_in_failures where key = 'account:' || encode(sha256(convert_to(lower(users.email::text), 'UTF8')), 'hex') and locked_until > now()) as locked,
  memberships.capacity, trainers.id as trainer_id, trainers.name as trainer_name, users.last_signed_in_at, users.created_at`;

const people = (trx: Knex.Transaction): Knex.QueryBuilder =>
  trx('users')
    .join('memberships', 'memberships.user_id', 'users.id')
    .whereNot('memberships.status', 'left')
    .whereNull('users.deleted_at');

const withTrainer = (query: Knex.QueryBuilder): Knex.QueryBuilder =>
  query
    .leftJoin('trainer_assignments', 'trainer_assignments.student_id', 'users.id')
    .leftJoin('users as trainers', 'trainers.id', 'trainer_assignments.trainer_id');

/** One page of an organisation's people. */
export async function findUsers(
  trx: Knex.Transaction,
  filter: UserFilter,
): Promise<{ count: number; rows: UserRow[] }> {
  const matching = people(trx);
  if (filter.role) matching.where('memberships.role', filter.role);
  if (filter.status) matching.where('memberships.status', filter.status);
  if (filter.track) matching.where('users.track', filter.track);
  if (filter.without_trainer)
    matching
      .where('memberships.role', 'student')
      .whereNotExists(trx('trainer_assignments').whereRaw('student_id = users.id').select(trx.raw('1')));
  // What is shown of a person is looked up for those on the page only.
  const { count, idsOnPage } = await pageByName(matching, filter);
  const rows = await withTrainer(people(trx).whereIn('users.id', idsOnPage))
    .select<UserRow[]>(trx.raw(columns))
    .orderByRaw(peopleOrder(filter.order ?? { by: 'name', descending: false }));
  return { count, rows };
}

/** One person of the organisation; undefined for strangers and for who left. */
export async function findUser(trx: Knex.Transaction, id: string): Promise<UserRow | undefined> {
  return withTrainer(people(trx)).where('users.id', id).first<UserRow | undefined>(trx.raw(columns));
}
