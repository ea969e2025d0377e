import {
  getResults,
  listExerciseDifficulty,
  listStudentsAtRisk,
  type ListExerciseDifficultyData,
} from '#lib/api/generated/index.ts';
import { readSorting, writtenSorting } from '#lib/components/ui/sorting.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { findChoices, readChoice } from '#lib/server/choices.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import type { PageServerLoad } from './$types.d.ts';

const columns = ['title', 'tried', 'solved', 'attempts'] as const;
type Sort = NonNullable<NonNullable<ListExerciseDifficultyData['query']>['sort']>;

export const load: PageServerLoad = async ({ locals, url }) => {
  const ofOwn = locals.viewer?.role === 'trainer';
  const held = url.searchParams.get('course') ?? '';
  // An admin looks at one course at a time; the first, until they choose.
  const course =
    held === '' && !ofOwn
      ? (await findChoices(locals.api, 'course', ''))[0]
      : await readChoice(locals.api, 'course', held);
  const sorting = readSorting(url.searchParams, columns, { column: 'solved', direction: 'ascending' });
  const page = { course, sorting };
  if (course === undefined && !ofOwn) return { ...page, figures: null };
  const query = course ? { course: course.value } : {};
  const pages = { page: pageNumber(url), page_size: 20 };
  const sort = writtenSorting(sorting) as Sort;
  try {
    const [results, hardest, exercises, atRisk] = await Promise.all([
      answer(getResults({ client: locals.api, query })),
      answer(listExerciseDifficulty({ client: locals.api, query: { ...query, page_size: 8 } })),
      answer(listExerciseDifficulty({ client: locals.api, query: { ...query, ...pages, sort } })),
      answer(
        listStudentsAtRisk({
          client: locals.api,
          query: { ...query, page: pageNumber(url, 'risk'), page_size: 20 },
        }),
      ),
    ]);
    refusePagePastEnd(url, exercises);
    refusePagePastEnd(url, atRisk, { parameter: 'risk' });
    return { ...page, figures: { results, hardest: hardest.results, exercises, atRisk } };
  } catch (failure) {
    // What was typed is no course.
    if (failure instanceof ApiFailure && ['NOT_FOUND', 'VALIDATION_ERROR'].includes(failure.code))
      return { ...page, figures: null };
    throw failure;
  }
};
