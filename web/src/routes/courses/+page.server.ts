import { getMyProgress, listCategories, listCourses } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { loadPreparation } from '#lib/server/preparation.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { isLearner } from '#lib/viewer.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const search = url.searchParams.get('search') ?? '';
  const category = url.searchParams.get('category') ?? '';
  const [courses, categories, progress, preparation] = await Promise.all([
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
    isLearner(locals.viewer) ? answer(getMyProgress({ client: locals.api })) : null,
    loadPreparation(locals.api, locals.viewer),
  ]);
  refusePagePastEnd(url, courses);
  const percents: Record<string, number> = Object.fromEntries(
    (progress?.courses ?? []).map((course) => [course.id, course.progress.percent]),
  );
  return { courses, percents, preparation, categories, filters: { search, category } };
};
