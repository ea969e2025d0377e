import { error, redirect } from '@sveltejs/kit';
import {
  getCourse,
  getLesson,
  keepProgress,
  runLessonCode,
  type KeepProgressData,
} from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { programOf, readOwnRun, sendingProgram } from '#lib/server/program-action.ts';
import { keepDone, takeDone } from './lesson-done.ts';
import { renderBlocks } from './render-blocks.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types.d.ts';

/** A lesson's address holds its slug; the API knows it by its id, which the course's outline has. */
const find = async ({ locals, params }: Pick<RequestEvent, 'locals' | 'params'>) => {
  const course = await answer(getCourse({ client: locals.api, path: { slug: params.slug } }));
  const lesson = course.lessons.find((one) => one.slug === params.lesson);
  if (!lesson) error(404);
  return { course, lesson };
};

const pageOf = (slug: string, lesson: string): string => `/courses/${slug}/${lesson}`;

export const load: PageServerLoad = async ({ cookies, locals, params }) => {
  const { course, lesson: found } = await find({ locals, params });
  const lesson = await answer(getLesson({ client: locals.api, path: { id: found.id } }));
  const { blocks, headings } = await renderBlocks(lesson.blocks);
  const next = course.lessons.find((one) => one.id === lesson.next_lesson_id) ?? null;
  // What anybody may read is kept by browsers, and says nothing of one reader.
  const done = lesson.enrolled ? takeDone(cookies, pageOf(params.slug, params.lesson)) : undefined;
  return {
    lesson,
    blocks,
    headings,
    next,
    courseCompleted: course.my_enrolment?.status === 'completed',
    justDone: course.lessons.find(({ slug }) => slug === done)?.title,
  };
};

/** How far the reader is. The lesson is found before: that there is none is the page's error, and no refusal of its form. */
const keep = (body: KeepProgressData['body']) =>
  formAction(async ({ locals }: RequestEvent) => {
    await answer(keepProgress({ client: locals.api, body }));
  });

export const actions: Actions = {
  /** Sent by the page once it is really shown: loading it may be no more than a hover. */
  open: async (event) => {
    const { lesson } = await find(event);
    return keep({ lesson_id: lesson.id, status: 'in_progress' })(event);
  },
  /** Runs a program of the lesson as it was edited; waits a little for its end. */
  run: async ({ request, locals, params }) => {
    const program = programOf(await request.formData());
    return sendingProgram(program, async () => {
      const { lesson } = await find({ locals, params });
      const { code, stdin, program: block_id } = program;
      const begun = await answer(
        runLessonCode({ client: locals.api, path: { id: lesson.id }, body: { block_id, code, stdin } }),
      );
      return readOwnRun(locals.api, begun.id);
    });
  },
  /** What became of a run whose end had not come. */
  result: async ({ request, locals }) => {
    const form = await request.formData();
    return sendingProgram(programOf(form), () => readOwnRun(locals.api, textOf(form, 'key')));
  },
  done: async (event) => {
    const { cookies, params } = event;
    const { course, lesson } = await find(event);
    const refusal = await keep({ lesson_id: lesson.id, status: 'completed' })(event);
    if (refusal) return refusal;
    const next = course.lessons[lesson.number];
    const path = pageOf(params.slug, next?.slug ?? params.lesson);
    keepDone(cookies, path, params.lesson);
    redirect(303, next ? path : `${path}?end#end`);
  },
  reopen: async (event) => {
    const { lesson } = await find(event);
    return keep({ lesson_id: lesson.id, status: 'reopened' })(event);
  },
};
