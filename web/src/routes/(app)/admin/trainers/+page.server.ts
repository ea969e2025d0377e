import { assignTrainer, listTrainers, listUsers } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { readChoice } from '#lib/server/choices.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const [trainers, students] = await Promise.all([
    answer(listTrainers({ client: locals.api, query: { page: pageNumber(url, 'trainers'), page_size: 20 } })),
    answer(
      listUsers({
        client: locals.api,
        query: { page: pageNumber(url), page_size: 20, status: 'active', without_trainer: true },
      }),
    ),
  ]);
  refusePagePastEnd(url, students);
  refusePagePastEnd(url, trainers, { parameter: 'trainers' });
  return {
    trainers,
    waiting: students,
  };
};

export const actions: Actions = {
  assign: formAction(async ({ request, locals }) => {
    const form = await request.formData();
    const trainer = await readChoice(locals.api, 'trainer', textOf(form, 'trainer'));
    const assigned = await answer(
      assignTrainer({
        client: locals.api,
        body: { student_id: textOf(form, 'student'), ...(trainer && { trainer_id: trainer.value }) },
      }),
    );
    return { done: textsOf(locals.language).admin.user.assigned({ name: assigned.trainer.name }) };
  }),
};
