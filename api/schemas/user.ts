import { Type } from 'typebox';
import { peopleOrderNames } from '#models/people/page-by-name.ts';
import type { Static } from 'typebox';
import { fieldFault } from '#domain/field-faults.ts';
import { roles } from '#domain/permissions.ts';
import { PageQuery } from './envelope.ts';
import { Nullable, PersonName, Reason, Time, Uuid } from './fields.ts';
import { refinedBy } from './refined.ts';
import { SortOf } from './sort.ts';

export const Role = Type.Enum([...roles]);
export const Track = Type.Enum(['DP', 'FSD']);

/** Who is signed in, as sign-in tells it. */
export const SignedInUser = Type.Object({
  id: Uuid,
  email: Nullable(Type.String()),
  role: Role,
  track: Nullable(Track),
  name: Type.String(),
  organisation_id: Uuid,
  email_verified: Type.Boolean(),
});
export type SignedInUser = Static<typeof SignedInUser>;

export const TimeZone = refinedBy(
  Type.String({
    maxLength: 60,
    pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$',
    description: 'A name of the IANA time zone database, such as Europe/Berlin.',
  }),
  (name) => (isTimeZone(name) ? undefined : fieldFault('no_time_zone')),
);
export const Language = Type.String({
  pattern: '^[a-z]{2}(-[A-Za-z]{2,4})?$',
  description: 'A BCP 47 tag such as en or zh-Hans.',
});
export const PictureUrl = Nullable(
  Type.String({
    description:
      'Where the picture is to be had, relative to this API: it takes the same token. Another picture gets another address.',
  }),
);
/** Somebody who is named, with their picture where they have one; whether the caller may see it is said when they ask for it. */
export const Person = Type.Object({ id: Uuid, name: Type.String(), picture_url: PictureUrl });
const Preferences = Type.Record(
  Type.String({ maxLength: 60 }),
  Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean(), Type.Null()]),
  {
    maxProperties: 50,
  },
);

export const Profile = Type.Object({
  ...SignedInUser.properties,
  picture_url: PictureUrl,
  language: Type.String(),
  time_zone: Type.String(),
  preferences: Preferences,
  organisation: Type.Object({
    id: Uuid,
    slug: Type.String(),
    name: Type.String(),
    primary_colour: Nullable(Type.String()),
  }),
  viewed_by: Nullable(Uuid),
  unread_notifications: Type.Integer({ minimum: 0 }),
  /** While the account waits to be erased. */
  erasure: Nullable(
    Type.Object({
      id: Uuid,
      due_at: Type.String({ format: 'date-time', description: 'Until then it can be taken back' }),
    }),
  ),
  created_at: Time,
});
export type Profile = Static<typeof Profile>;

export const ProfileChanges = Type.Partial(
  Type.Object({
    name: PersonName,
    track: Nullable(Track),
    language: Language,
    time_zone: TimeZone,
    preferences: Preferences,
  }),
);
export type ProfileChanges = Static<typeof ProfileChanges>;

export const PictureBody = Type.Object({
  picture: Type.String({
    minLength: 1,
    pattern: '^[A-Za-z0-9+/]+={0,2}$',
    description: 'PNG, JPEG or WebP in base64 (RFC 4648, section 4).',
  }),
});

export const UserStatus = Type.Enum(['active', 'deactivated']);

/** A person as the admins of their organisation see them. */
export const ManagedUser = Type.Object({
  id: Uuid,
  email: Nullable(Type.String()),
  name: Type.String(),
  picture_url: PictureUrl,
  role: Role,
  track: Nullable(Track),
  status: UserStatus,
  email_verified: Type.Boolean(),
  locked: Type.Boolean({ description: 'Locked out after too many failed sign-ins.' }),
  capacity: Nullable(Type.Integer({ description: 'Students a trainer may have; null for others.' })),
  trainer: Nullable(Type.Object({ id: Uuid, name: Type.String() })),
  last_signed_in_at: Nullable(Time),
  created_at: Time,
});
export type ManagedUser = Static<typeof ManagedUser>;

export const ManagedUserQuery = Type.Object({
  ...PageQuery.properties,
  role: Type.Optional(Role),
  track: Type.Optional(Track),
  status: Type.Optional(UserStatus),
  without_trainer: Type.Optional(
    Type.Boolean({
      description: 'true: only students whom nobody teaches; false is as if it were not there',
    }),
  ),
  search: Type.Optional(Type.String({ maxLength: 100, description: 'Part of a name or an e-mail.' })),
  sort: SortOf(peopleOrderNames, {
    default: 'name',
    description: '`seen`: when they last signed in',
  }),
});
export type ManagedUserQuery = Static<typeof ManagedUserQuery>;

export const ManagedUserChanges = Type.Partial(
  Type.Object({
    name: PersonName,
    role: Role,
    track: Nullable(Track),
    status: UserStatus,
    locked: Type.Literal(false, { description: 'Ends a lock-out after failed sign-ins.' }),
    capacity: Type.Integer({ minimum: 0, maximum: 20 }),
    reason: Reason,
  }),
);
export type ManagedUserChanges = Static<typeof ManagedUserChanges>;

export const Trainer = Type.Object({
  id: Uuid,
  name: Type.String(),
  email: Nullable(Type.String()),
  student_count: Type.Integer(),
  capacity: Type.Integer(),
});

export const UserSession = Type.Object({
  id: Uuid,
  user_agent: Nullable(Type.String()),
  address: Nullable(Type.String()),
  current: Type.Boolean(),
  viewed_by: Nullable(Uuid),
  created_at: Time,
  last_used_at: Time,
  expires_at: Time,
});

/** A child as their parent sees them: this week, the last verdict, what is due next (ACC-9). */
export const Child = Type.Object({
  id: Uuid,
  name: Type.String(),
  email: Nullable(Type.String()),
  picture_url: PictureUrl,
  track: Nullable(Track),
  language: Type.String(),
  time_zone: Type.String(),
  consented_at: Time,
  week: Type.Array(
    Type.Object({
      date: Type.String({ format: 'date' }),
      activities: Type.Integer(),
      solved: Type.Integer(),
    }),
    {
      description: 'Monday to Sunday of the child’s own week.',
    },
  ),
  last_verdict: Nullable(
    Type.Object({
      submission_id: Uuid,
      exercise: Type.Object({ slug: Type.String(), title: Type.String() }),
      verdict: Type.String(),
      score: Nullable(Type.Number()),
      max_score: Nullable(Type.Number()),
      graded_at: Nullable(Time),
    }),
  ),
  next_due: Nullable(
    Type.Object({ exercise: Type.Object({ slug: Type.String(), title: Type.String() }), due_at: Time }),
  ),
  erased_at: Nullable(
    Type.String({ format: 'date-time', description: 'When the account is going to be erased' }),
  ),
});
export type Child = Static<typeof Child>;

export const NewChild = Type.Object({
  name: PersonName,
  track: Type.Optional(Nullable(Track)),
  language: Type.Optional(Language),
  time_zone: Type.Optional(TimeZone),
  consent: Type.Literal(true, {
    description: 'The parent agrees, for the child, to the account and to being able to view as the child.',
  }),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
