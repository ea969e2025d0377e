import { defineParams } from '@sveltejs/kit/params';
import { isOrganisationTextKind } from '#lib/organisation-texts.ts';

export const params = defineParams({
  organisationText: (name) => (isOrganisationTextKind(name) ? name : undefined),
});
