import { Type } from 'typebox';
import { auditActions } from '#domain/audit-actions.ts';
import { maxAuditPeople } from '#models/audit/find-audit-entries.ts';
import { Nullable, Time, Uuid } from './fields.ts';

const Changed = Nullable(Type.Record(Type.String(), Type.Unknown()));

/** Who did what to what, with what was before and after, and why. */
export const AuditEntry = Type.Object({
  id: Uuid,
  actor: Nullable(Type.Object({ id: Uuid, name: Type.String(), email: Nullable(Type.String()) })),
  action: Type.Enum([...auditActions]),
  subject_type: Type.String(),
  subject_id: Type.String(),
  subject_name: Nullable(
    Type.String({
      description: 'A person’s or organisation’s name, an exercise’s title, an invited address',
    }),
  ),
  subject_owner: Nullable(Type.String({ description: 'Whose submission it is about' })),
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
  person: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 100,
      description:
        'Part of the name or e-mail of who did it, or to whom it was done; the first 20 such people (see `people_cut`)',
    }),
  ),
  subject_type: Type.Optional(Type.String({ maxLength: 100 })),
  subject: Type.Optional(Type.String({ maxLength: 200 })),
});

export const AuditPage = Type.Object({
  next: Nullable(Type.String()),
  results: Type.Array(AuditEntry),
  people_cut: Type.Boolean({
    description: `More people than ${maxAuditPeople} fit \`person\`; only the first of them by name were looked at`,
  }),
});
