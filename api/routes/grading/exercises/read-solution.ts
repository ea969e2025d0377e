import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { isOpenTo } from '#domain/permissions.ts';
import { findSolution } from '#models/exercises/find-solution.ts';
import { ApiError } from '#api/errors.ts';
import type { ExerciseSolution } from '#api/schemas/exercise.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * An exercise's own solution, for whoever has solved it and for its authors.
 * @throws ApiError NOT_FOUND, or FORBIDDEN before one's own is accepted
 */
export async function readSolution(
  trx: Knex.Transaction,
  { userId: viewerId, role }: Viewer,
  slug: string,
): Promise<Static<typeof ExerciseSolution>> {
  const asAuthor = isOpenTo('exercises.author', role);
  const found = await findSolution(trx, { slug, viewerId, asAuthor });
  if (!found) throw new ApiError('no_such_exercise', { exercise: slug });
  if (!asAuthor && !found.solved) throw new ApiError('solution_closed');
  return { solution: found.solution };
}
