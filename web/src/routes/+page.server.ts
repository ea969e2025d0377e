import { getCourse, listCourses, runCode, runLessonCodeAsVisitor } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { textOf } from '#lib/server/form.ts';
import { programOf, readOwnRun, readVisitorRun, sendingProgram } from '#lib/server/program-action.ts';
import { highlight } from '#lib/server/render.ts';
import recorded from './recorded-verdict.json';
import type { Actions, PageServerLoad } from './$types.d.ts';

/** The lesson in which the recorded exercise stands; null where it is not there, or nobody can say. The first page stands even while the API does not. */
const lessonOfRecorded = async (api: App.Locals['api']): Promise<string | null> => {
  try {
    const course = await answer(getCourse({ client: api, path: { slug: recorded.course } }));
    const lesson = course.lessons.find(({ exercises }) =>
      exercises.some(({ slug, available }) => slug === recorded.exercise.slug && available),
    );
    return lesson?.id ?? null;
  } catch (failure) {
    if (failure instanceof ApiFailure) return null;
    throw failure;
  }
};

export const load: PageServerLoad = async ({ locals }) => {
  const [code, lessonId, courses] = await Promise.all([
    highlight(recorded.files[0]?.content ?? '', recorded.language),
    lessonOfRecorded(locals.api),
    answer(listCourses({ client: locals.api, query: { page: 1, page_size: 6 } })).catch(
      (failure: unknown) => {
        // The first page stands even while the API does not.
        if (failure instanceof ApiFailure) return null;
        throw failure;
      },
    ),
  ]);
  return { code, tryable: lessonId !== null, courses: courses?.results ?? [] };
};

export const actions: Actions = {
  /** Runs the recorded code, as a reader edited it, against the exercise's visible tests: a visitor's within what visitors may. */
  run: async ({ request, locals }) => {
    const program = programOf(await request.formData());
    const { language, exercise } = recorded;
    return sendingProgram(program, async () => {
      const { api, viewer } = locals;
      if (viewer) {
        const files = [{ name: recorded.files[0]!.name, content: program.code }];
        const begun = await answer(
          runCode({ client: api, path: { slug: exercise.slug }, body: { language, files } }),
        );
        return readOwnRun(api, begun.id);
      }
      const lessonId = await lessonOfRecorded(api);
      if (lessonId === null) throw new ApiFailure(404, { code: 'NOT_FOUND' });
      const begun = await answer(
        runLessonCodeAsVisitor({
          client: api,
          path: { id: lessonId },
          body: { exercise: exercise.slug, language, code: program.code },
        }),
      );
      return readVisitorRun(api, begun.token);
    });
  },
  /** What became of a run whose end had not come. */
  result: async ({ request, locals }) => {
    const form = await request.formData();
    const key = textOf(form, 'key');
    return sendingProgram(programOf(form), () =>
      locals.viewer ? readOwnRun(locals.api, key) : readVisitorRun(locals.api, key),
    );
  },
};
