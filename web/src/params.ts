import { defineParams } from '@sveltejs/kit/params';
import { isOrganisationTextKind, type OrganisationTextLanguage } from '#lib/organisation-texts.ts';
import { siteLanguages } from '#lib/texts/languages.ts';

export const params = defineParams({
  organisationText: (name) => (isOrganisationTextKind(name) ? name : undefined),
  textLanguage: (name) => (siteLanguages.includes(name) ? (name as OrganisationTextLanguage) : undefined),
});
