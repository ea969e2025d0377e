import { listCategories, listCourses } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { pageNumber } from '#lib/server/page-number.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const search = url.searchParams.get('search') ?? '';
  const category = url.searchParams.get('category') ?? '';
  const [courses, categories] = await Promise.all([
    answer(
      listCourses({
        client: locals.api,
        query: {
          page: pageNumber(url),
          page_size: 20,
          ...(search ? { search } : {}),
          ...(category ? { category } : {}),
        },
      }),
    ),
    answer(listCategories({ client: locals.api })),
  ]);
  return { courses, categories, filters: { search, category } };
};
