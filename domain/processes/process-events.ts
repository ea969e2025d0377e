import type { Static } from 'typebox';
import type { commonEvents, ProcessDefinition } from './define-process.ts';
import type { DefinitionOf, ProcessKind } from './index.ts';

type Noted<Events extends ProcessDefinition['events']> = {
  [Name in keyof Events & string]: keyof Static<Events[Name]> extends never
    ? { name: Name; detail?: undefined }
    : { name: Name; detail: Static<Events[Name]> };
}[keyof Events & string];

/**
 * What can be noted of a process, with the parameters of its definition: by the type of its workflow id (`workflowIdOf`). Of one whose kind
 * is known only at run time, what can happen to any.
 */
export type EventOf<WorkflowId extends string> = WorkflowId extends `${ProcessKind}:${string}`
  ? Noted<DefinitionOf<WorkflowId>['events']>
  : Noted<typeof commonEvents>;
