import { listStudentProgress, listSubmissions } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { pageNumber } from '#lib/server/page-number.ts';
import { dueSoon } from './due-soon.ts';
import { loadExercises } from './load-exercises.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const search = url.searchParams.get('search')?.trim().slice(0, 100) ?? '';
  const [students, waiting, exercises] = await Promise.all([
    answer(
      listStudentProgress({
        client: locals.api,
        query: { page: pageNumber(url), page_size: 20, ...(search ? { search } : {}) },
      }),
    ),
    answer(listSubmissions({ client: locals.api, query: { page: 1, page_size: 1, review: 'waiting' } })),
    loadExercises(locals.api),
  ]);
  return { students, waiting: waiting.count, due: dueSoon(exercises, Date.now()), filters: { search } };
};
