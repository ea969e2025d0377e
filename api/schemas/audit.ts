import { Type } from 'typebox';
import { Nullable, Time, Uuid } from './fields.ts';

const Changed = Nullable(Type.Record(Type.String(), Type.Unknown()));

/** Who did what to what, with what was before and after, and why. */
export const AuditEntry = Type.Object({
  id: Uuid,
  actor: Nullable(Type.Object({ id: Uuid, name: Type.String(), email: Nullable(Type.String()) })),
  action: Type.String(),
  subject_type: Type.String(),
  subject_id: Type.String(),
  subject_name: Nullable(Type.String()),
  before: Changed,
  after: Changed,
  reason: Nullable(Type.String()),
  address: Nullable(Type.String()),
  request_id: Nullable(Type.String()),
  created_at: Time,
});

export const AuditQuery = Type.Object({
  cursor: Type.Optional(Uuid),
  page_size: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
  actor: Type.Optional(Uuid),
  action: Type.Optional(
    Type.String({ maxLength: 100, description: 'An action, or its beginning: `user.` finds all of a kind.' }),
  ),
  subject_type: Type.Optional(Type.String({ maxLength: 100 })),
  subject: Type.Optional(Type.String({ maxLength: 200 })),
});

export const AuditPage = Type.Object({ next: Nullable(Type.String()), results: Type.Array(AuditEntry) });
