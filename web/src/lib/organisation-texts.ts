import type { ReadOrganisationTextResponse, UpdateOrganisationTextData } from '#lib/api/generated/index.ts';

export type OrganisationTextKind = ReadOrganisationTextResponse['data']['kind'];
export type OrganisationTextLanguage = UpdateOrganisationTextData['path']['language'];

/** The texts of an organisation, each at an address of its own, in the footer's order. */
export const organisationTextKinds = [
  'families',
  'contact',
  'terms',
  'privacy',
  'imprint',
] as const satisfies OrganisationTextKind[];

export const isOrganisationTextKind = (name: string): name is OrganisationTextKind =>
  (organisationTextKinds as readonly string[]).includes(name);

/** What they may be written in: the site's languages, said here as well because SvelteKit reads the matchers of addresses without our catalogue. */
export const organisationTextLanguages = ['ar', 'de', 'en'] as const satisfies OrganisationTextLanguage[];

export const isOrganisationTextLanguage = (name: string): name is OrganisationTextLanguage =>
  (organisationTextLanguages as readonly string[]).includes(name);
