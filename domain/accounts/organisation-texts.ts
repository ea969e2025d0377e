/** The texts that an organisation may write itself, each at an address of its own on the site. */
export const organisationTextKinds = ['terms', 'privacy', 'imprint', 'contact', 'families'] as const;

export type OrganisationTextKind = (typeof organisationTextKinds)[number];

/** In characters: terms of twenty printed pages are about 60,000. The table's check says the same. */
export const maxOrganisationTextLength = 60_000;
