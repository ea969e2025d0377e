import { listExercises } from '#lib/api/generated/index.ts';
import type { ListExercisesData } from '#lib/api/generated/index.ts';
import { soonHours } from '#lib/due-soon.ts';
import { gradedKinds, gradedLanguages } from '#lib/languages/generated.ts';
import { answer } from '#lib/server/api-client.ts';
import { loadPreparation } from '#lib/server/preparation.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const text = (name: string) => url.searchParams.get(name) ?? '';
  const kind = gradedKinds.find((one) => one === text('kind'));
  const language = gradedLanguages.find((one) => one === text('language'));
  const difficulty = [1, 2, 3, 4, 5].find((one) => String(one) === text('difficulty'));
  const search = text('search');
  const due = text('due') === 'soon';
  const query: ListExercisesData['query'] = {
    page: pageNumber(url),
    page_size: 20,
    ...(kind ? { kind } : {}),
    ...(language ? { language } : {}),
    ...(difficulty ? { difficulty } : {}),
    ...(search ? { search } : {}),
    ...(due ? { due_within: soonHours, status: 'published' } : {}),
  };
  const [exercises, preparation] = await Promise.all([
    answer(listExercises({ client: locals.api, query })),
    loadPreparation(locals.api, locals.viewer),
  ]);
  refusePagePastEnd(url, exercises);
  return {
    exercises,
    preparation,
    kinds: gradedKinds,
    languages: gradedLanguages,
    filters: {
      search,
      kind: kind ?? '',
      language: language ?? '',
      due: due ? 'soon' : '',
      difficulty: difficulty ? String(difficulty) : '',
    },
  };
};
