import type { Knex } from 'knex';
import type { FilesByLanguage } from '#domain/exercises/exercise-definition.ts';

export type SolutionRow = { solution: FilesByLanguage; solved: boolean };

/**
 * The reference solution of an exercise, and whether a person has solved it: it is theirs to see only then, unless they author.
 * @param wanted.asAuthor finds a draft too
 * @returns undefined when there is no such exercise for this person
 */
export async function findSolution(
  trx: Knex.Transaction,
  wanted: { slug: string; viewerId: string; asAuthor: boolean },
): Promise<SolutionRow | undefined> {
  const { rows } = await trx.raw<{ rows: SolutionRow[] }>(
    `select versions.solution, progress.solved_at is not null as solved
     from exercises
       join exercise_versions versions on versions.id = case when :asAuthor::boolean then coalesce(published_version_id, latest_version_id) else published_version_id end
       left join exercise_progress progress on progress.exercise_id = exercises.id and progress.user_id = :viewerId
     where exercises.slug = :slug and (:asAuthor::boolean or exercises.status = 'published')`,
    wanted,
  );
  return rows[0];
}
