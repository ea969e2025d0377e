import {
  listExercises,
  listReviewGroups,
  listStudentProgress,
  listSubmissions,
} from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { soonHours } from '#lib/due-soon.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const search = url.searchParams.get('search')?.trim().slice(0, 100) ?? '';
  const counted = (review: 'waiting' | 'accepted') =>
    answer(listSubmissions({ client: locals.api, query: { page: 1, page_size: 1, review } }));
  const [students, waiting, accepted, groups, due] = await Promise.all([
    answer(
      listStudentProgress({
        client: locals.api,
        query: { page: pageNumber(url), page_size: 20, ...(search ? { search } : {}) },
      }),
    ),
    counted('waiting'),
    counted('accepted'),
    answer(listReviewGroups({ client: locals.api, query: { page: 1, page_size: 5, review: 'waiting' } })),
    answer(
      listExercises({
        client: locals.api,
        query: { page: 1, page_size: 5, status: 'published', due_within: soonHours },
      }),
    ),
  ]);
  refusePagePastEnd(url, students);
  return {
    students,
    queue: {
      waiting: waiting.count,
      accepted: accepted.count,
      groups: groups.results,
      exercises: groups.count,
    },
    due,
    filters: { search },
  };
};
