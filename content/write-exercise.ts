import type { Knex } from 'knex';
import { reasonToStayDraft } from '#domain/exercises/check-exercise-definition.ts';
import { describeDraftReason, type DraftReason } from '#domain/exercises/draft-reason.ts';
import type { ExerciseDefinition } from '#domain/exercises/exercise-definition.ts';
import { contentHash } from '#models/exercises/content-hash.ts';
import { Exercise } from '#models/exercises/exercise.ts';
import { saveExercise } from '#models/exercises/save-exercise.ts';
import { beginSolutionCheck } from '#models/processes/grade-submission.ts';

type Written = { exerciseId: string; changed: boolean; reason: string | null; outboxIds: string[] };

/**
 * Writes one exercise as a new version and queues the check of its solution, unless its files are as they were imported last.
 * @returns `reason`: why it cannot be checked and stays a draft
 */
export async function writeExercise(
  trx: Knex.Transaction,
  wanted: { organisationId: string; authorId: string; definition: ExerciseDefinition },
): Promise<Written> {
  const { organisationId, authorId, definition } = wanted;
  const hash = contentHash(definition);
  const known = await Exercise.query(trx).findOne({ organisation_id: organisationId, slug: definition.slug });
  if (known?.imported_hash === hash)
    return {
      exerciseId: known.id,
      changed: false,
      reason: describe(reasonToStayDraft(definition)),
      outboxIds: [],
    };
  const { exerciseId, versionId, changed, draftReason } = await saveExercise(trx, wanted);
  await Exercise.query(trx).findById(exerciseId).patch({ imported_hash: hash });
  const checkable = changed && draftReason === null;
  const check = {
    organisationId,
    exerciseId,
    versionId,
    requestedBy: authorId,
    solution: definition.solution,
  };
  return {
    exerciseId,
    changed,
    reason: describe(draftReason),
    outboxIds: checkable ? await beginSolutionCheck(trx, check) : [],
  };
}

const describe = (reason: DraftReason | null) => reason && describeDraftReason(reason);
