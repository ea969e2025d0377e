import { search } from '#lib/api/generated/index.ts';
import { kindsFor } from '#lib/search/kinds.ts';
import { answer } from '#lib/server/api-client.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { hitOf } from '#lib/server/search-hit.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  // Whoever is not signed in was sent to do so.
  const viewer = locals.viewer!;
  const kinds = kindsFor(viewer.role);
  const query = (url.searchParams.get('q') ?? '').slice(0, 200).trim();
  const kind = kinds.find((each) => each === url.searchParams.get('kind'));
  const asked = { query, kind: kind ?? null, kinds };
  if (query === '') return { ...asked, count: 0, hits: [] };
  const found = await answer(
    search({
      client: locals.api,
      query: { q: query, page: pageNumber(url), page_size: 20, ...(kind && { kind }) },
    }),
  );
  refusePagePastEnd(url, found);
  const texts = textsOf(locals.language);
  return { ...asked, count: found.count, hits: found.results.map((each) => hitOf(each, viewer, texts)) };
};
