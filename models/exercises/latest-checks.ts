import type { Knex } from 'knex';
import type { ExerciseLanguage } from '#domain/exercises/exercise-definition.ts';
import type { Verdict } from '#domain/grading/verdict.ts';
import type { SubmissionStatus } from '../grading/submission.ts';

/** A check of a version's own solution in one language. */
export type SolutionCheck = {
  /** Of the submission that holds the solution. */
  id: string;
  language: ExerciseLanguage;
  status: SubmissionStatus;
  verdict: Verdict | null;
  /** The first test that failed, with what it says; null when none did. */
  test: string | null;
  message: string | null;
};

/** The newest check of a version's own solution in each language. */
export async function latestChecks(trx: Knex.Transaction, versionId: string): Promise<SolutionCheck[]> {
  const { rows } = await trx.raw<{ rows: SolutionCheck[] }>(
    `select distinct on (submissions.language) submissions.id, submissions.language, submissions.status, submissions.verdict,
       failed.name as test, coalesce(failed.message, gradings.message) as message
     from submissions
       left join gradings on gradings.id = submissions.grading_id
       left join lateral (select name, message from grading_tests where grading_id = gradings.id and verdict <> 'accepted' order by position limit 1) failed on true
     where submissions.exercise_version_id = ? and submissions.purpose = 'solution_check'
     order by submissions.language, submissions.submitted_at desc, submissions.id desc`,
    [versionId],
  );
  return rows;
}
