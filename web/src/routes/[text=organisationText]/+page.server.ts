import { readOrganisationText } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { missingIn, platformText } from '#lib/server/platform-texts.ts';
import { renderMarkdown } from '#lib/server/render.ts';
import { addressIn, readAddress } from '#lib/texts/address.ts';
import type { PageServerLoad } from './$types.d.ts';

/** What the organisation wrote, or the platform's own text, which is there in each language of the site. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { language } = locals;
  const kind = params.text;
  const { organisation, ...written } = await answer(
    readOrganisationText({ client: locals.api, path: { kind }, query: { language } }),
  );
  const isOwn = written.body !== null && written.language !== null;
  const to = (path: string) => addressIn(readAddress(url.pathname).language, path);
  const { html } = await renderMarkdown(written.body ?? platformText(kind, language, organisation, to));
  const mayWrite = ['admin', 'superadmin'].includes(locals.viewer?.role ?? '');
  return {
    kind,
    html,
    isOwn,
    writtenIn: written.language ?? language,
    // Said to whoever can mend it, and to nobody else.
    toMend: mayWrite && !isOwn ? missingIn(kind, organisation) : null,
  };
};
