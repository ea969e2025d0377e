import type { Knex } from 'knex';
import { queueGrading } from './queue-grading.ts';

/**
 * Queues the check of a version's own solution: one submission and one grading a language, in the caller's transaction and organisation scope.
 * When all of them are accepted, the grading process publishes the version.
 * @returns the ids of the outbox rows; hand them to the dispatcher after the commit
 */
export async function queueSolutionCheck(
  trx: Knex.Transaction,
  check: {
    organisationId: string;
    exerciseId: string;
    versionId: string;
    requestedBy: string;
    solution: Record<string, { name: string; content: string }[]>;
  },
): Promise<string[]> {
  const outboxIds: string[] = [];
  for (const [language, files] of Object.entries(check.solution)) {
    const [submission] = await trx('submissions')
      .insert({
        organisation_id: check.organisationId,
        exercise_id: check.exerciseId,
        exercise_version_id: check.versionId,
        user_id: check.requestedBy,
        purpose: 'solution_check',
        language,
        files: JSON.stringify(files),
      })
      .returning<{ id: string }[]>('id');
    const { outboxId } = await queueGrading(trx, {
      organisationId: check.organisationId,
      submissionId: submission!.id,
      reason: 'solution_check',
      requestedBy: check.requestedBy,
    });
    outboxIds.push(outboxId);
  }
  return outboxIds;
}
