import { Type } from 'typebox';
import type { Static } from 'typebox';
import { isColour, minContrast, readability } from '#domain/accounts/contrast.ts';
import { Email, Nullable, Password, PersonName, Time, Uuid } from './fields.ts';
import { Role, UserStatus } from './user.ts';

const Text = Nullable(
  Type.String({
    maxLength: 100,
    description: 'As #rrggbb. Refused when text of this colour could not be read on the light pages.',
  }),
);
const Written = Type.Refine(
  Text,
  (colour) => colour === null || isColour(colour),
  () => 'must be a # and six digits or letters from a to f, such as #14624F',
);
const Colour = Type.Refine(
  Written,
  (colour) => colour === null || !isColour(colour) || readability(colour) >= minContrast,
  (colour) =>
    `is too faint to read: its contrast on the page is ${readability(String(colour)).toFixed(1)} : 1, and ${minContrast} : 1 is needed. Choose a darker one`,
);
const Modules = Type.Record(Type.String({ pattern: '^[a-z_]{1,40}$' }), Type.Boolean(), {
  maxProperties: 50,
  description:
    'Parts of the product, switched on or off. Kept for the parts that are sold one by one; no part asks it yet.',
});

export const Organisation = Type.Object({
  id: Uuid,
  slug: Type.String(),
  name: Type.String(),
  primary_colour: Nullable(Type.String()),
  modules: Modules,
  open_registration: Type.Boolean(),
  created_at: Time,
});
export type Organisation = Static<typeof Organisation>;

export const OrganisationChanges = Type.Partial(
  Type.Object({
    name: PersonName,
    primary_colour: Colour,
    modules: Modules,
    open_registration: Type.Boolean(),
  }),
);
export type OrganisationChanges = Static<typeof OrganisationChanges>;

/** One of the organisations a person belongs to. */
export const OwnMembership = Type.Object({
  organisation_id: Uuid,
  slug: Type.String(),
  name: Type.String(),
  primary_colour: Nullable(Type.String()),
  role: Role,
  status: UserStatus,
  current: Type.Boolean(),
});

const InvitedRole = Type.Enum(['student', 'trainer', 'parent', 'admin']);

export const NewInvitation = Type.Object({ email: Email, role: InvitedRole });
export const Invitation = Type.Object({
  id: Uuid,
  email: Type.String(),
  role: InvitedRole,
  invited_by: Type.Object({ id: Uuid, name: Type.String() }),
  expires_at: Time,
  accepted_at: Nullable(Time),
  created_at: Time,
});
export type Invitation = Static<typeof Invitation>;

/** What the page of a mailed invitation shows. */
export const OpenInvitation = Type.Object({
  organisation_name: Type.String(),
  email: Type.String(),
  role: InvitedRole,
  has_account: Type.Boolean(),
  expires_at: Time,
});
export const InvitationAnswer = Type.Object({ name: Type.Optional(PersonName), password: Password });
