import { isUuid } from '../uuid.ts';
import type { ProcessDefinition } from './define-process.ts';
import { erasePersonProcess } from './erase-person.ts';
import { exportPersonProcess } from './export-person.ts';
import { gradeSubmissionProcess } from './grade-submission.ts';
import { notifyProcess } from './notify.ts';
import { runCodeProcess } from './run-code.ts';
import { runVisitorCodeProcess } from './run-visitor-code.ts';
import { sendMailProcess } from './send-mail.ts';

/** Every kind of process there is. Whatever lists processes reads this list. */
export const processDefinitions = [
  gradeSubmissionProcess,
  runCodeProcess,
  runVisitorCodeProcess,
  sendMailProcess,
  exportPersonProcess,
  erasePersonProcess,
  notifyProcess,
] as const satisfies readonly ProcessDefinition[];

export type ProcessKind = (typeof processDefinitions)[number]['kind'];

export const processKinds = processDefinitions.map(({ kind }) => kind) as readonly ProcessKind[];

/** The definition that the type of a workflow id tells (`workflowIdOf`); never of one whose kind is known only at run time. */
export type DefinitionOf<WorkflowId extends string> =
  WorkflowId extends `${infer Kind extends ProcessKind}:${string}`
    ? Extract<(typeof processDefinitions)[number], { kind: Kind }>
    : never;

/** The definition of a kind. */
export function definitionOf(kind: ProcessKind): ProcessDefinition {
  return processDefinitions.find((definition) => definition.kind === kind)!;
}

/**
 * Takes a workflow id apart.
 * @returns the kind of process and the id of its row, or null when it is no process of ours
 */
export function parseWorkflowId(workflowId: string): { kind: ProcessKind; rowId: string } | null {
  const [name, rowId, ...more] = workflowId.split(':');
  const kind = processKinds.find((known) => known === name);
  return kind && rowId && more.length === 0 && isUuid(rowId) ? { kind, rowId } : null;
}
