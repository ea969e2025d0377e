import { assignTrainer, listTrainers, listUsers } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { textsOf } from '#lib/texts/index.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => {
  const [trainers, students] = await Promise.all([
    answer(listTrainers({ client: locals.api, query: { page: 1, page_size: 100 } })),
    answer(
      listUsers({
        client: locals.api,
        query: { page: 1, page_size: 100, role: 'student', status: 'active' },
      }),
    ),
  ]);
  return {
    trainers: trainers.results,
    waiting: students.results.filter((student) => student.trainer === null),
  };
};

export const actions: Actions = {
  assign: async ({ request, locals }) => {
    const form = await request.formData();
    const trainer = textOf(form, 'trainer');
    try {
      const assigned = await answer(
        assignTrainer({
          client: locals.api,
          body: { student_id: textOf(form, 'student'), ...(trainer ? { trainer_id: trainer } : {}) },
        }),
      );
      return { done: textsOf(locals.viewer?.language).admin.user.assigned(assigned.trainer.name) };
    } catch (failure) {
      return refused(failure, {});
    }
  },
};
