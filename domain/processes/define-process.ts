import { Type } from 'typebox';
import type { Static, TObject } from 'typebox';
import type { Permission } from '../permissions.ts';
import type { RepairName } from './repairs.ts';
import { waitingCodes } from './waiting.ts';

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
  /** What can happen to it, with all its parameters; the words are the site's. Nothing else can be noted. */
  events: Readonly<Record<string, TObject>>;
  /** What it waits to be decided, with the choices there are; also those that only a deadline makes. */
  decisions: Readonly<Record<string, readonly string[]>>;
  /** What people may do about it, with the permission that each needs. */
  repairs: Readonly<Partial<Record<RepairName, Permission>>>;
  /** The page of the site about its subject; null when there is none. */
  page: ((subjectId: string) => string) | null;
  /** Whoever teaches the person it is about may follow it too; else only they themselves, their parents, and who looks after processes. */
  seenByTrainers?: true;
  /** What becomes of one that is under way for a person when they leave or are erased; whatever can write something of them is cancelled. */
  whenErased: 'cancelled' | 'goes_on';
  /** How long a finished one is kept, as PostgreSQL's interval; its events and its business row go with it (`forget_processes`). */
  keep: string;
  /** Why its business row stays all the same. */
  rowStays?: string;
  priority: Priority;
};

/** Who asked for a repair, and why. */
const asked = { by: Type.String(), reason: Type.String() };

/** What can happen to any process. */
export const commonEvents = {
  started: Type.Object({}),
  fault: Type.Object({
    code: Type.String(),
    message: Type.String(),
    waiting_for: Type.Enum([...waitingCodes]),
  }),
  parked: Type.Object({ code: Type.String(), faults: Type.Integer() }),
  restarted: Type.Object({ closed: Type.Boolean() }),
  cancelled: Type.Object({}),
  // Whoever takes back what is their own need not say why.
  cancel_requested: Type.Object({ ...asked, reason: Type.Optional(Type.String()) }),
  retry_requested: Type.Object(asked),
  skip_requested: Type.Object({ ...asked, step: Type.Optional(Type.String()) }),
  override_requested: Type.Object({ ...asked, step: Type.Optional(Type.String()) }),
  compensate_requested: Type.Object(asked),
  reassign_requested: Type.Object({ ...asked, to: Type.String() }),
};

/** Defines a kind of process; its input, steps, states and events keep their literal types. */
export function defineProcess<const Definition extends ProcessDefinition>(
  definition: Definition,
): Definition {
  return definition;
}

/** What a process of this definition is started with. */
export type InputOf<Definition extends ProcessDefinition> = Static<Definition['input']>;

/** A decision's name; a process that asks several times numbers its questions (`review 2`). */
export type DecisionName<Name extends string> = Name | `${Name} ${number}`;

/** A workflow id whose type tells the kind. */
export type WorkflowIdOf<Definition extends Pick<ProcessDefinition, 'kind'>> =
  `${Definition['kind']}:${string}`;

/** Where a person finds one process in Temporal and in our tables. */
export const workflowIdOf = <Definition extends Pick<ProcessDefinition, 'kind'>>(
  definition: Definition,
  rowId: string,
): WorkflowIdOf<Definition> => `${definition.kind}:${rowId}` as WorkflowIdOf<Definition>;

export const Id = Type.String({ format: 'uuid' });
