import { Type } from 'typebox';
import type { Static, TObject, TSchema } from 'typebox';
import type { Permission } from '../permissions.ts';
import type { RepairName } from './repairs.ts';

/** Workers by the secrets they hold; each queue has a file in workers/. */
export type TaskQueue = 'waymark' | 'payments' | 'outward' | 'planning' | 'grading' | 'workspaces';

/** Temporal's priority keys: 1 is taken first, 5 last (https://docs.temporal.io/develop/task-queue-priority-fairness). */
export type Priority = 1 | 2 | 3 | 4 | 5;

/** Everything that is said of a kind of process, once. Whatever lists processes reads this. */
export type ProcessDefinition = {
  /** Its name in every folder, and the beginning of its workflow ids. */
  kind: string;
  /** The exported function in workflows/. */
  workflow: string;
  /** The queue its workflow tasks go to. */
  queue: TaskQueue;
  /** What the workflow is started with: ids only. */
  input: TObject;
  /** The key of `input` that holds the id of its row. */
  row: string;
  /** The business table of that row. */
  table: string;
  /** What it does, in order, as people follow it. */
  steps: readonly string[];
  /** What it can be in; those of `ends` are final. */
  states: readonly string[];
  ends: readonly string[];
  /** What can happen to it, with the parameters its words need; the words are the site's. */
  events: Readonly<Record<string, TSchema>>;
  /** What people may do about it, with the permission that each needs. */
  repairs: Readonly<Partial<Record<RepairName, Permission>>>;
  /** The page of the site about its subject; null when there is none. */
  page: ((subjectId: string) => string) | null;
  /** How long a finished one is kept, as PostgreSQL's interval; its events go with it. */
  keep: string;
  priority: Priority;
};

/** What can happen to any process. */
export const commonEvents = {
  started: Type.Object({}),
  fault: Type.Object({ code: Type.String(), message: Type.String() }),
  parked: Type.Object({ code: Type.String(), faults: Type.Integer() }),
  restarted: Type.Object({ closed: Type.Boolean() }),
  cancelled: Type.Object({}),
  cancel_requested: Type.Object({ by: Type.String(), reason: Type.String() }),
  retry_requested: Type.Object({ by: Type.String(), reason: Type.String() }),
  skip_requested: Type.Object({ by: Type.String(), reason: Type.String() }),
  override_requested: Type.Object({ by: Type.String(), reason: Type.String() }),
  compensate_requested: Type.Object({ by: Type.String(), reason: Type.String() }),
  reassign_requested: Type.Object({ by: Type.String(), reason: Type.String() }),
};

/** Defines a kind of process; its input, steps, states and events keep their literal types. */
export function defineProcess<const Definition extends ProcessDefinition>(
  definition: Definition,
): Definition {
  return definition;
}

/** What a process of this definition is started with. */
export type InputOf<Definition extends ProcessDefinition> = Static<Definition['input']>;

/** Where a person finds one process in Temporal and in our tables. */
export const workflowIdOf = (definition: Pick<ProcessDefinition, 'kind'>, rowId: string): string =>
  `${definition.kind}:${rowId}`;

export const Id = Type.String({ format: 'uuid' });
