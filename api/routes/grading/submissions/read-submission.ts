import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { findSubmission } from '#models/grading/find-submission.ts';
import type { Reader } from '#models/grading/visible-submissions.ts';
import { ApiError } from '#api/errors.ts';
import type { SubmissionDetail } from '#api/schemas/submission.ts';
import { presentSubmission } from './present-submission.ts';

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
  if (!row) throw new ApiError('NOT_FOUND', 'There is no such submission.');
  return presentSubmission(row, reader);
}
