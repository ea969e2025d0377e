import { isUuid } from '../uuid.ts';

/** The kinds of processes there are; a workflow id is `<kind>:<id of its row>`. */
export const processKinds = ['grade-submission', 'run-code', 'send-mail'] as const;

export type ProcessKind = (typeof processKinds)[number];

/**
 * Takes a workflow id apart.
 * @returns the kind of process and the id of its row, or null when it is no process of ours
 */
export function parseWorkflowId(workflowId: string): { kind: ProcessKind; rowId: string } | null {
  const [kind, rowId] = workflowId.split(':');
  const known = processKinds.find((name) => name === kind);
  return known && rowId && isUuid(rowId) ? { kind: known, rowId } : null;
}
