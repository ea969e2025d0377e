import { Model } from 'objection';
import type { Knex } from 'knex';
import type { Role } from '#domain/permissions.ts';
import { isUniqueViolation } from '../database/unique-violation.ts';

/** What a member of an organisation shows to anybody who has its address (ACC-9). */
export class PublicProfile extends Model {
  static override tableName = 'public_profiles';
  static override idColumn = ['organisation_id', 'user_id'];

  declare organisation_id: string;
  declare user_id: string;
  /** The last part of its address, unique over all organisations. */
  declare handle: string;
  declare published: boolean;
  declare headline: string | null;
  declare shows_achievements: boolean;
  declare shows_courses: boolean;
  declare shows_activity: boolean;
  declare created_at: Date;
  declare updated_at: Date;
}

export type PublishedPerson = Pick<
  PublicProfile,
  'handle' | 'headline' | 'shows_achievements' | 'shows_courses' | 'shows_activity'
> & {
  user_id: string;
  name: string;
  role: Role;
  time_zone: string;
  picture_hash: string | null;
  joined_at: Date;
};

/** Looks up whose published profile has this address, before any organisation is known; undefined when nobody’s has. */
export async function findPublicProfile(
  database: Knex,
  handle: string,
): Promise<{ organisation_id: string; user_id: string } | undefined> {
  const { rows } = await database.raw<{ rows: { organisation_id: string; user_id: string }[] }>(
    'select * from find_public_profile(?)',
    [handle],
  );
  return rows[0];
}

/** Which of these addresses cannot be had, over all organisations. */
export async function findTakenHandles(database: Knex, handles: string[]): Promise<Set<string>> {
  const { rows } = await database.raw<{ rows: { handle: string }[] }>(
    'select find_taken_handles(?) as handle',
    [handles],
  );
  return new Set(rows.map(({ handle }) => handle));
}

/**
 * A person as their published profile shows them.
 * @param trx inside the organisation's scope
 * @returns undefined when they took it back since it was looked up, or are no member any more
 */
export async function findPublishedPerson(
  trx: Knex.Transaction,
  userId: string,
): Promise<PublishedPerson | undefined> {
  return trx('public_profiles')
    .join('users', 'users.id', 'public_profiles.user_id')
    .join('memberships', 'memberships.user_id', 'users.id')
    .where({ 'users.id': userId, published: true, 'memberships.status': 'active' })
    .whereNull('users.deleted_at')
    .first<PublishedPerson | undefined>(
      ...[
        'public_profiles.user_id',
        'handle',
        'headline',
        'shows_achievements',
        'shows_courses',
        'shows_activity',
      ],
      ...['users.name', 'role', 'time_zone', 'picture_hash', 'memberships.created_at as joined_at'],
    );
}

/**
 * Keeps a person's settings in place of those before.
 * @throws a database error for which `isTakenHandle` is true when somebody else has the address
 */
export async function savePublicProfile(
  trx: Knex.Transaction,
  profile: Omit<PublicProfile, keyof Model | 'created_at' | 'updated_at'>,
): Promise<void> {
  await trx('public_profiles')
    .insert({ ...profile, updated_at: trx.fn.now() })
    .onConflict(['organisation_id', 'user_id'])
    .merge();
}

/** Whether an error says that somebody else has this address already. */
export const isTakenHandle = (error: unknown): boolean => isUniqueViolation(error, 'public_profiles_handle');
