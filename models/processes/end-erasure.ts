import type { Knex } from 'knex';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { erasePersonProcess } from '#domain/processes/erase-person.ts';
import { cancelWaiting } from '../accounts/erasure.ts';
import type { Erasure } from '../accounts/erasure.ts';
import { signalProcess } from './begin-process.ts';
import { moveProcess } from './move-process.ts';

/**
 * Ends an erasure that waits: its row, its process, and what its workflow is told. The row decides against a deadline that passes at the same moment.
 * @param trx in the scope of the organisation it was asked for in
 * @param how taken back by whom it concerns, or cancelled by ops
 * @returns the outbox row to dispatch, or undefined when erasing has begun or it is over
 */
export async function endErasure(
  trx: Knex.Transaction,
  { organisation_id: organisationId, id }: Pick<Erasure, 'organisation_id' | 'id'>,
  how: 'taken_back' | 'cancelled',
): Promise<string | undefined> {
  if (!(await cancelWaiting(trx, id))) return undefined;
  const workflowId = workflowIdOf(erasePersonProcess, id);
  await moveProcess(trx, {
    ...{ workflowId, state: 'cancelled', step: null, finished: true },
    event: { name: how, occurrence: 'end' },
  });
  return how === 'cancelled'
    ? signalProcess(trx, { organisationId, workflowId, name: 'cancel', argument: {} })
    : signalProcess(trx, {
        ...{ organisationId, workflowId, name: 'decide' },
        argument: { decision: 'erasure', choice: 'keep' },
      });
}
