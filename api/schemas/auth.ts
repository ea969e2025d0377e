import { Type } from 'typebox';
import { Email, Password, PersonName, Slug } from './fields.ts';
import { Language, SignedInUser, TimeZone } from './user.ts';

export const Registration = Type.Object({
  email: Email,
  password: Password,
  name: PersonName,
  role: Type.Enum(['student', 'parent'], { default: 'student' }),
  organisation: Type.Optional(Slug),
  time_zone: Type.Optional(TimeZone),
  language: Type.Optional(Language),
});

/** The same for an address that has an account already: whose it is hears of it by mail. */
export const RegisteredUser = Type.Object({
  email: Type.String(),
  name: Type.String(),
  email_verified: Type.Literal(false),
});

export const SignIn = Type.Object({
  email: Type.String({ minLength: 1, maxLength: 254 }),
  password: Password,
  totp: Type.Optional(Type.String({ maxLength: 20 })),
  organisation: Type.Optional(Slug),
});

export const TokenPair = Type.Object({ access: Type.String(), refresh: Type.String() });
export const SignedIn = Type.Object({ ...TokenPair.properties, user: SignedInUser });
