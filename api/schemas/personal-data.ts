import { Type } from 'typebox';
import { Nullable, Password, Time, Uuid } from './fields.ts';

/** Whose: without it one's own; a parent names their child. */
export const WhoseQuery = Type.Object({
  person: Type.Optional(Type.String({ format: 'uuid', description: 'One’s child; else oneself' })),
});

export const PersonalArchiveSummary = Type.Object({
  id: Uuid,
  workflow_id: Type.String({ description: 'Its story: GET /api/processes/:workflow_id' }),
  status: Type.Enum(['collecting', 'ready', 'expired', 'cancelled']),
  size_bytes: Nullable(Type.Integer()),
  requested_at: Time,
  expires_at: Nullable(Time),
});

export const ErasureSummary = Type.Object({
  id: Uuid,
  workflow_id: Type.String({ description: 'Its story: GET /api/processes/:workflow_id' }),
  status: Type.Enum(['waiting', 'erasing', 'erased', 'cancelled']),
  requested_at: Time,
  due_at: Type.String({ format: 'date-time', description: 'Until then it can be taken back' }),
});

export const PersonalData = Type.Object({
  person: Uuid,
  archives: Type.Array(PersonalArchiveSummary, { description: 'Newest first, at most ten' }),
  erasure: Nullable(ErasureSummary),
  children_alone: Type.Array(Type.Object({ id: Uuid, name: Type.String() }), {
    description: 'Children without an address of their own and without another parent: they are erased along',
  }),
});

export const ErasureWish = Type.Object({
  ...WhoseQuery.properties,
  password: Password,
});
