import { Type } from 'typebox';
import type { Static } from 'typebox';
import { isColour, minContrast, readability } from '#domain/accounts/contrast.ts';
import { fieldFault } from '#domain/field-faults.ts';
import { Email, Nullable, Password, PersonName, Time, Uuid } from './fields.ts';
import { refinedBy } from './refined.ts';
import { Language, Role, TimeZone, UserStatus } from './user.ts';

const Text = Nullable(
  Type.String({
    maxLength: 100,
    description: 'As #rrggbb. Refused when text of this colour could not be read on the light pages.',
  }),
);
const Written = refinedBy(Text, (colour) =>
  colour === null || isColour(colour) ? undefined : fieldFault('not_a_colour'),
);
const Colour = refinedBy(Written, (colour) => {
  if (colour === null || !isColour(colour)) return undefined;
  const contrast = readability(colour);
  return contrast >= minContrast
    ? undefined
    : fieldFault('faint_colour', { contrast: contrast.toFixed(1), least: minContrast });
});
const Modules = Type.Record(Type.String({ pattern: '^[a-z_]{1,40}$' }), Type.Boolean(), {
  maxProperties: 50,
  description:
    'Parts of the product, switched on or off. Kept for the parts that are sold one by one; no part asks it yet.',
});

const PostalAddress = Nullable(
  Type.String({
    minLength: 1,
    maxLength: 500,
    pattern: '\\S',
    description: 'As it is written on a letter, in lines. Everybody may read it.',
  }),
);

export const Organisation = Type.Object({
  id: Uuid,
  slug: Type.String(),
  name: Type.String(),
  primary_colour: Nullable(Type.String()),
  modules: Modules,
  open_registration: Type.Boolean(),
  postal_address: Nullable(Type.String()),
  contact_email: Nullable(Type.String()),
  created_at: Time,
});
export type Organisation = Static<typeof Organisation>;

export const OrganisationChanges = Type.Partial(
  Type.Object({
    name: PersonName,
    primary_colour: Colour,
    modules: Modules,
    open_registration: Type.Boolean(),
    postal_address: PostalAddress,
    contact_email: Nullable(Email),
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
/** All but the password is for a new account; one that is there keeps its own. */
export const InvitationAnswer = Type.Object({
  name: Type.Optional(PersonName),
  password: Password,
  time_zone: Type.Optional(TimeZone),
  language: Type.Optional(Language),
});
export type InvitationAnswer = Static<typeof InvitationAnswer>;
