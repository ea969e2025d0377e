import { listSubmissions } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { readChoice } from '#lib/server/choices.ts';
import { formAction } from '#lib/server/form-action.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { verdicts } from '#lib/verdicts.ts';
import { textsOf } from '#lib/server/texts.ts';
import { review } from './review-action.ts';
import { readFilter, reviews, statuses } from './submission-filter.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const held = (name: string) => url.searchParams.get(name) ?? '';
  const [student, exercise] = await Promise.all([
    readChoice(locals.api, 'student', held('student')),
    readChoice(locals.api, 'exercise', held('exercise')),
  ]);
  const filter = {
    ...readFilter(url),
    ...(student && { student: student.value }),
    ...(exercise && { exercise: exercise.value }),
  };
  const submissions = await answer(
    listSubmissions({ client: locals.api, query: { page: pageNumber(url), page_size: 20, ...filter } }),
  );
  refusePagePastEnd(url, submissions);
  return {
    submissions,
    student,
    exercise,
    statuses,
    verdicts,
    reviews,
    filter,
  };
};

export const actions: Actions = {
  review: formAction(async ({ request, locals }) =>
    review(locals.api, await request.formData(), textsOf(locals.language).trainer.review),
  ),
};
