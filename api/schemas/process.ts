import { Type } from 'typebox';
import { processKinds } from '#domain/processes/process-kinds.ts';
import { PageQuery } from './envelope.ts';
import { Nullable, Reason, Time, Uuid } from './fields.ts';

export const ProcessKind = Type.Enum([...processKinds]);

export const WorkflowId = Type.Object({
  workflowId: Type.String({ minLength: 1, maxLength: 100, description: 'For example grade-submission:<id>' }),
});

/** Only superadmins may look into another organisation than their own. */
export const ProcessScope = { organisation: Type.Optional(Uuid) };

export const ProcessQuery = Type.Object({
  ...PageQuery.properties,
  ...ProcessScope,
  kind: Type.Optional(ProcessKind),
  status: Type.Optional(Type.String({ maxLength: 30 })),
  user: Type.Optional(Uuid),
  older_than: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 5_256_000, description: 'Minutes since it began' }),
  ),
  needs_person: Type.Optional(Type.Boolean()),
});

export const ProcessSummary = Type.Object({
  workflow_id: Type.String(),
  kind: ProcessKind,
  organisation_id: Uuid,
  status: Type.String(),
  person: Nullable(Type.Object({ id: Uuid, name: Nullable(Type.String()) })),
  subject_id: Uuid,
  started_at: Time,
  finished_at: Nullable(Time),
  waiting_for: Nullable(Type.String()),
  last_fault: Nullable(Type.String()),
  fault_count: Type.Integer(),
  undeliverable: Nullable(Type.String({ description: 'Why Temporal will not take it' })),
  needs_person: Type.Boolean(),
});

export const ProcessDetail = Type.Object({
  ...ProcessSummary.properties,
  timeline: Type.Array(Type.Object({ at: Time, event: Type.String(), text: Type.String() }), {
    description: 'Oldest first',
  }),
  now: Nullable(
    Type.Object({
      text: Type.String({ description: '“waiting for X since T, next try at T2”' }),
      since: Nullable(Time),
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

export const RepairBody = Type.Object({ reason: Reason });
