import { listExercises, type ListExercisesData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { withDraftReason } from '#lib/server/draft-reason.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import type { PageServerLoad } from './$types.d.ts';

type Query = NonNullable<ListExercisesData['query']>;

const statuses: readonly string[] = ['draft', 'published', 'archived'] satisfies Query['status'][];

export const load: PageServerLoad = async ({ locals, url }) => {
  const search = url.searchParams.get('search')?.trim().slice(0, 200) ?? '';
  const wanted = url.searchParams.get('status') ?? '';
  const status = statuses.includes(wanted) ? (wanted as Query['status']) : undefined;
  const exercises = await answer(
    listExercises({
      client: locals.api,
      query: {
        page: pageNumber(url),
        page_size: 20,
        ...(search ? { search } : {}),
        ...(status ? { status } : {}),
      },
    }),
  );
  refusePagePastEnd(url, exercises);
  const results = exercises.results.map((exercise) => withDraftReason(exercise, locals.language));
  return { exercises: { ...exercises, results }, filters: { search, status: status ?? '' } };
};
