import { listOrganisationTexts } from '#lib/api/generated/index.ts';
import { organisationTextKinds } from '#lib/organisation-texts.ts';
import { answer } from '#lib/server/api-client.ts';
import { siteLanguages } from '#lib/texts/languages.ts';
import type { PageServerLoad } from './$types.d.ts';

/** Each text in each language of the site, with who wrote it last; null: nobody did. */
export const load: PageServerLoad = async ({ locals }) => {
  const written = await answer(listOrganisationTexts({ client: locals.api }));
  const rows = organisationTextKinds.flatMap((kind) =>
    siteLanguages.map((language) => ({
      kind,
      writtenIn: language,
      last: written.find((one) => one.kind === kind && one.language === language) ?? null,
    })),
  );
  return { rows: rows.map((row) => ({ ...row, isOwn: row.last?.body != null })) };
};
