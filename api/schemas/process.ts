import { Type } from 'typebox';
import { processKinds } from '#domain/processes/index.ts';
import { repairNames } from '#domain/processes/repairs.ts';
import { waitingCodes } from '#domain/processes/waiting.ts';
import { PageQuery } from './envelope.ts';
import { Nullable, Reason, Time, Uuid } from './fields.ts';

export const ProcessKind = Type.Enum([...processKinds]);

export const WaitingFor = Type.Enum([...waitingCodes], {
  description: 'What it waits for, as a code; the words are the reader’s language’s',
});

export const WorkflowId = Type.Object({
  workflowId: Type.String({ minLength: 1, maxLength: 100, description: 'For example grade-submission:<id>' }),
});

/** Only superadmins may look into another organisation than their own, or at the platform's own processes. */
export const ProcessScope = {
  organisation: Type.Optional(Uuid),
  platform: Type.Optional(
    Type.Boolean({ description: 'The platform’s own processes, which belong to none' }),
  ),
};

export const ProcessQuery = Type.Object({
  ...PageQuery.properties,
  ...ProcessScope,
  kind: Type.Optional(ProcessKind),
  status: Type.Optional(Type.String({ maxLength: 30 })),
  step: Type.Optional(
    Type.String({ maxLength: 60, description: 'Where it stands now; what has ended is left out' }),
  ),
  user: Type.Optional(Uuid),
  older_than: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 5_256_000, description: 'Minutes since it began' }),
  ),
  needs_person: Type.Optional(Type.Boolean()),
  oldest_first: Type.Optional(Type.Boolean({ description: 'Of the unfinished the oldest first' })),
});

const standing = {
  workflow_id: Type.String(),
  kind: ProcessKind,
  status: Type.String(),
  step: Nullable(Type.String({ description: 'One of `steps`' })),
  steps: Type.Array(Type.String(), { description: 'What this kind of process does, in order' }),
  subject_id: Nullable(Uuid),
  page: Nullable(Type.String({ description: 'The site’s page about its subject' })),
  started_at: Time,
  finished_at: Nullable(Time),
  waiting_for: Nullable(WaitingFor),
  waiting_until: Nullable(Time),
  fault_count: Type.Integer({ description: 'Faults of the same kind, one after another' }),
  needs_person: Type.Boolean(),
  revision: Type.Integer(),
};

const Timeline = Type.Array(
  Type.Object({
    at: Time,
    event: Type.String({ description: 'A code' }),
    parameters: Type.Record(Type.String(), Type.Unknown(), { description: 'What its words need' }),
  }),
  { description: 'Oldest first' },
);

export const ProcessSummary = Type.Object({
  ...standing,
  organisation_id: Nullable(Uuid),
  person: Nullable(Type.Object({ id: Uuid, name: Nullable(Type.String()) })),
  exercise_title: Nullable(Type.String({ description: 'Of the exercise it grades or runs' })),
  mail_template: Nullable(Type.String({ description: 'Which mail it sends, as a code' })),
  priority: Type.Integer({ description: '1 goes first, 5 last' }),
  last_fault: Nullable(Type.String()),
  undeliverable: Nullable(Type.String({ description: 'Why Temporal will not take it' })),
});

export const ProcessDetail = Type.Object({
  ...ProcessSummary.properties,
  timeline: Timeline,
  repairs: Type.Array(Type.Enum([...repairNames]), { description: 'What the reader may do about it now' }),
  now: Nullable(
    Type.Object({
      working: Type.Boolean({ description: 'A step is under way, nothing is waited for' }),
      waiting_for: Type.Enum([...waitingCodes, 'temporal', 'outbox', 'person', 'next_step']),
      since: Time,
      next_try_at: Nullable(Time),
      attempt: Nullable(Type.Integer()),
      last_failure: Nullable(Type.String()),
    }),
  ),
  temporal: Type.Enum(['running', 'closed', 'unknown', 'unavailable'], {
    description: 'Whether Temporal knows the process; unavailable: it cannot be asked just now',
  }),
  temporal_url: Nullable(Type.String({ description: 'For superadmins: its page in Temporal’s own UI' })),
});

/** What the person concerned sees of a process: the same story without what only operators need. */
export const ProcessStory = Type.Object({ ...standing, timeline: Timeline });

export const RepairBody = Type.Object({ reason: Reason });
export const StepRepairBody = Type.Object({
  reason: Reason,
  step: Type.Optional(
    Type.String({ maxLength: 60, description: 'The step that is meant; else the one under way' }),
  ),
});
export const ReassignBody = Type.Object({ reason: Reason, to: Uuid });
