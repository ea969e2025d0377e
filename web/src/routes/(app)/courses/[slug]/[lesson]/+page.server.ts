import { error, redirect } from '@sveltejs/kit';
import { getCourse, getLesson, keepProgress } from '#lib/api/generated/index.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { refused } from '#lib/server/form.ts';
import { textsOf } from '#lib/texts/index.ts';
import { renderBlocks } from './render-blocks.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

/** A lesson's address holds its slug; the API knows it by its id, which the course's outline has. */
const find = async (api: ApiClient, slug: string, lessonSlug: string) => {
  const course = await answer(getCourse({ client: api, path: { slug } }));
  const lesson = course.lessons.find((one) => one.slug === lessonSlug);
  if (!lesson) error(404, textsOf(null).errors.notFoundTitle);
  return { course, lesson };
};

export const load: PageServerLoad = async ({ locals, params }) => {
  const { course, lesson: found } = await find(locals.api, params.slug, params.lesson);
  const lesson = await answer(getLesson({ client: locals.api, path: { id: found.id } }));
  const { blocks, headings } = await renderBlocks(lesson.blocks);
  const next = course.lessons.find((one) => one.id === lesson.next_lesson_id) ?? null;
  return { lesson, blocks, headings, next, courseCompleted: course.my_enrolment?.status === 'completed' };
};

export const actions: Actions = {
  /** Sent by the page once it is really shown: loading it may be no more than a hover. */
  open: async ({ locals, params }) => {
    const { lesson } = await find(locals.api, params.slug, params.lesson);
    try {
      await answer(
        keepProgress({ client: locals.api, body: { lesson_id: lesson.id, status: 'in_progress' } }),
      );
    } catch (failure) {
      return refused(failure, {});
    }
  },
  done: async ({ locals, params }) => {
    const { course, lesson } = await find(locals.api, params.slug, params.lesson);
    try {
      await answer(keepProgress({ client: locals.api, body: { lesson_id: lesson.id, status: 'completed' } }));
    } catch (failure) {
      return refused(failure, {});
    }
    const next = course.lessons[lesson.number];
    redirect(
      303,
      next ? `/courses/${params.slug}/${next.slug}` : `/courses/${params.slug}/${params.lesson}?end#end`,
    );
  },
  reopen: async ({ locals, params }) => {
    const { lesson } = await find(locals.api, params.slug, params.lesson);
    try {
      await answer(keepProgress({ client: locals.api, body: { lesson_id: lesson.id, status: 'reopened' } }));
    } catch (failure) {
      return refused(failure, {});
    }
  },
};
