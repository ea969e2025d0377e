import type { Knex } from 'knex';
import { cancelGrading } from '../grading/cancel-grading.ts';
import type { ProcessRow } from './find-processes.ts';

/**
 * Cancels the row of an unfinished process, whatever it is at. Its workflow is told afterwards.
 * @param reason stands where the person concerned reads why
 * @returns false when it had ended meanwhile
 */
export async function cancelProcess(
  trx: Knex.Transaction,
  process: ProcessRow,
  reason: string,
): Promise<boolean> {
  const id = process.row_id;
  switch (process.kind) {
    case 'grade-submission':
      return (
        (await cancelGrading(trx, { gradingId: id, from: ['queued', 'running'] }, 'platform')) !== undefined
      );
    case 'run-code': {
      const over = {
        status: 'cancelled',
        waiting_for: null,
        finished_at: trx.fn.now(),
        revision: trx.raw('revision + 1'),
      };
      return (await trx('runs').where({ id }).whereIn('status', ['queued', 'running']).update(over)) === 1;
    }
    case 'send-mail':
      return (
        (await trx('mails')
          .where({ id, status: 'queued' })
          .update({
            status: 'refused',
            refusal: `Cancelled: ${reason}`,
            waiting_for: null,
            refused_at: trx.fn.now(),
          })) === 1
      );
  }
}
