import type { Knex } from 'knex';
import type { LatePolicy } from '#domain/exercises/exercise-definition.ts';

export type GradableExercise = {
  id: string;
  version_id: string;
  languages: string[];
  due_at: Date | null;
  late_policy: LatePolicy | null;
  max_attempts: number | null;
  /** When this transaction began, by the database's clock: processes of the API need not agree. */
  asked_at: Date;
};

/**
 * The version of an exercise that code is run and graded by.
 * @param options.asAuthor takes the latest version of a draft too, for trying it out
 */
export async function findGradable(
  trx: Knex.Transaction,
  slug: string,
  options: { asAuthor?: boolean } = {},
): Promise<GradableExercise | undefined> {
  const { rows } = await trx.raw<{ rows: GradableExercise[] }>(
    `select exercises.id, versions.id as version_id, versions.languages, versions.due_at, versions.late_policy, versions.max_attempts, now() as asked_at
     from exercises join exercise_versions versions on versions.id = case when :asAuthor then coalesce(published_version_id, latest_version_id) else published_version_id end
     where exercises.slug = :slug and (:asAuthor or exercises.status = 'published')`,
    { slug, asAuthor: options.asAuthor ?? false },
  );
  return rows[0];
}
