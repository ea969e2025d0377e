import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { warningsFor } from '#domain/languages/source-warnings.ts';
import { isOpenTo } from '#domain/permissions.ts';
import { findSubmission } from '#models/grading/find-submission.ts';
import type { ShownTest, SubmissionDetailRow } from '#models/grading/find-submission.ts';
import type { SubmissionSummaryRow } from '#models/grading/find-submissions.ts';
import type { Reader } from '#models/grading/visible-submissions.ts';
import { ApiError } from '#api/errors.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { SubmissionDetail, SubmissionSummary } from '#api/schemas/submission.ts';

/** A submission as lists show it. */
export function presentSummary(row: SubmissionSummaryRow): Static<typeof SubmissionSummary> {
  return {
    id: row.id,
    exercise: { id: row.exercise_id, slug: row.exercise_slug, title: row.exercise_title },
    student: {
      id: row.user_id,
      name: row.student_name,
      picture_url: pictureUrl({ id: row.user_id, picture_hash: row.student_picture_hash }),
    },
    language: row.language,
    attempt: row.attempt,
    status: row.status,
    verdict: row.verdict,
    score: row.score,
    max_score: row.max_score,
    late_seconds: row.late_seconds,
    due_at: row.due_at?.toISOString() ?? null,
    review: row.review,
    revision: row.revision,
    submitted_at: row.submitted_at.toISOString(),
    graded_at: row.graded_at?.toISOString() ?? null,
  };
}

/**
 * A submission as this reader may see it.
 * @throws ApiError NOT_FOUND, also when it is not for them
 */
export async function readSubmission(
  trx: Knex.Transaction,
  id: string,
  reader: Reader,
): Promise<Static<typeof SubmissionDetail>> {
  const row = await findSubmission(trx, { id, reader });
  if (!row) throw new ApiError('no_such_submission');
  return presentSubmission(row, reader);
}

/** A submission in full; those who do not review see no more of a hidden test than its name and verdict. */
function presentSubmission(row: SubmissionDetailRow, reader: Reader): Static<typeof SubmissionDetail> {
  const isReviewer = isOpenTo('submissions.review', reader.role);
  const unfinished = row.grading_status === 'queued' || row.grading_status === 'running';
  return {
    ...presentSummary(row),
    purpose: row.purpose,
    files: row.files,
    warnings: warningsFor(row.language, row.files),
    tests: (row.tests ?? []).map((test) => (test.hidden && !isReviewer ? withoutSecrets(test) : test)),
    tests_total: row.tests_total ?? 0,
    tests_done: row.tests_done,
    compile_output: row.compile_output,
    reason: row.verdict_reason,
    message: row.message,
    overridden_by: row.overridden_by,
    reviewed_by: isReviewer ? row.reviewed_by : null,
    queue_position: row.queue_position,
    waiting_for: unfinished ? row.grading_waiting_for : null,
    our_fault: unfinished && row.grading_fault_count > 0,
    grading: {
      id: row.grading_id,
      reason: row.grading_reason,
      status: row.grading_status,
      requested_at: row.grading_requested_at.toISOString(),
      started_at: row.grading_started_at?.toISOString() ?? null,
    },
  };
}

/** Name and verdict of a hidden test, and nothing from which its input or its answer could be told. */
function withoutSecrets({ name, hidden, weight, group, verdict }: ShownTest): ShownTest {
  return {
    name,
    hidden,
    weight,
    group,
    verdict,
    cpu_ms: null,
    wall_ms: null,
    memory_kb: null,
    reason: null,
    message: null,
    diff: null,
    output: null,
    output_cut: false,
  };
}
