import { upsertSearchAttributes } from '@temporalio/workflow';

/** Lists the process under a state in Temporal's UI; for ops, never read for correctness. */
export function showState(state: string): void {
  upsertSearchAttributes({ state: [state] });
}
