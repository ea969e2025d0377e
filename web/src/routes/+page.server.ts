import { listCourses } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { highlight } from '#lib/server/highlight.ts';
import recorded from './recorded-verdict.json';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => {
  const [code, courses] = await Promise.all([
    highlight(recorded.files[0]?.content ?? '', recorded.language),
    answer(listCourses({ client: locals.api, query: { page: 1, page_size: 6 } })).catch(
      (failure: unknown) => {
        // The first page stands even while the API does not.
        if (failure instanceof ApiFailure) return null;
        throw failure;
      },
    ),
  ]);
  return { code, courses: courses?.results ?? [] };
};
