import { defineParams } from '@sveltejs/kit/params';
import { isOrganisationTextKind, isOrganisationTextLanguage } from '#lib/organisation-texts.ts';

export const params = defineParams({
  organisationText: (name) => (isOrganisationTextKind(name) ? name : undefined),
  textLanguage: (name) => (isOrganisationTextLanguage(name) ? name : undefined),
});
