import { Type } from 'typebox';
import type { Static } from 'typebox';
import { maxOrganisationTextLength, organisationTextKinds } from '#domain/accounts/organisation-texts.ts';
import { siteLanguages } from '#domain/accounts/site-languages.ts';
import { Nullable, Time, Uuid } from './fields.ts';

export const OrganisationTextKind = Type.Enum([...organisationTextKinds]);
/** One that the site is not written in would reach nobody but as a text for all. */
export const OrganisationTextLanguage = Type.Enum([...siteLanguages]);

/** What anybody may read. Of what an organisation did not write, the site has a text. */
export const OrganisationText = Type.Object({
  kind: OrganisationTextKind,
  language: Nullable(
    Type.String({ description: 'What it is written in: another than asked for when there is none in that.' }),
  ),
  body: Nullable(Type.String({ description: 'Markdown; null when the organisation wrote none.' })),
  organisation: Type.Object({
    name: Type.String(),
    postal_address: Nullable(Type.String()),
    contact_email: Nullable(Type.String()),
  }),
});
export type OrganisationText = Static<typeof OrganisationText>;

export const OrganisationTextChanges = Type.Object({
  body: Nullable(
    Type.String({
      minLength: 1,
      maxLength: maxOrganisationTextLength,
      pattern: '\\S',
      description: 'Markdown; null takes it back, and the platform’s own text is shown again.',
    }),
  ),
  revision: Type.Integer({
    minimum: 0,
    maximum: 2_147_483_647,
    description: 'What its writer saw; 0 when there was none.',
  }),
});

/** One as its writers see it. */
export const WrittenText = Type.Object({
  kind: OrganisationTextKind,
  language: OrganisationTextLanguage,
  body: Nullable(Type.String()),
  revision: Type.Integer(),
  updated_at: Time,
  updated_by: Type.Object({ id: Uuid, name: Type.String() }),
});
export type WrittenText = Static<typeof WrittenText>;
