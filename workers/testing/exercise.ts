import type { Knex } from 'knex';
import { completeDefinition } from '#domain/exercises/exercise-definition.ts';
import type { ExerciseDefinitionInput } from '#domain/exercises/exercise-definition.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { saveExercise } from '#models/exercises/save-exercise.ts';

export const sumInPython: ExerciseDefinitionInput = {
  slug: 'sum',
  title: 'Sum of two numbers',
  statement_md: 'Print the sum.',
  kind: 'program',
  difficulty: 1,
  languages: ['python'],
  limits: { cpu_ms: 1_000, wall_ms: 3_000, memory_kb: 131_072, output_kb: 64 },
  tests: [
    {
      name: 'small',
      hidden: false,
      input: { stdin: '1 2\n' },
      expected: { stdout: '3\n' },
      compare: 'trimmed',
    },
    {
      name: 'negative',
      hidden: false,
      input: { stdin: '-1 1\n' },
      expected: { stdout: '0\n' },
      compare: 'trimmed',
    },
    {
      name: 'large',
      hidden: true,
      weight: 2,
      input: { stdin: '1000000 2\n' },
      expected: { stdout: '1000002\n' },
      compare: 'trimmed',
    },
  ],
};

/** Saves an exercise and publishes it without a solution check. */
export async function publishExercise(
  database: Knex,
  of: { organisationId: string; authorId: string },
  definition: ExerciseDefinitionInput,
): Promise<{ exerciseId: string; versionId: string }> {
  return inOrganisation(database, of.organisationId, async (trx) => {
    const saved = await saveExercise(trx, { ...of, definition: completeDefinition(definition) });
    await trx('exercises')
      .where({ id: saved.exerciseId })
      .update({ status: 'published', published_version_id: saved.versionId });
    return saved;
  });
}
