import { error, json } from '@sveltejs/kit';
import { search } from '#lib/api/generated/index.ts';
import { kindsFor } from '#lib/search/kinds.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { hitOf } from '#lib/server/search-hit.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { RequestHandler } from './$types.d.ts';

/** What is found while one types: the best few of each kind, or the best of one. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const { viewer } = locals;
  if (viewer === null) error(401, 'Sign in to search.');
  const query = (url.searchParams.get('q') ?? '').slice(0, 200);
  const kind = kindsFor(viewer.role).find((each) => each === url.searchParams.get('kind'));
  try {
    const found = await answer(
      search({
        client: locals.api,
        query: kind ? { q: query, kind, page_size: 20 } : { q: query, each: 5, page_size: 30 },
      }),
    );
    const texts = textsOf(locals.language);
    return json({ count: found.count, hits: found.results.map((each) => hitOf(each, viewer, texts)) });
  } catch (failure) {
    if (failure instanceof ApiFailure) error(failure.status, failure.code);
    throw failure;
  }
};
