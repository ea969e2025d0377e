import { redirect } from '@sveltejs/kit';
import { enrol, getCourse } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { formAction } from '#lib/server/form-action.ts';
import { renderMarkdown } from '#lib/server/render.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params }) => {
  const course = await answer(getCourse({ client: locals.api, path: { slug: params.slug } }));
  return { course, description: (await renderMarkdown(course.description_md)).html };
};

export const actions: Actions = {
  enrol: formAction(async ({ locals, params }) => {
    if (!locals.viewer) redirect(303, `/sign-in?next=${encodeURIComponent(`/courses/${params.slug}`)}`);
    await answer(enrol({ client: locals.api, body: { course: params.slug } }));
    const course = await answer(getCourse({ client: locals.api, path: { slug: params.slug } }));
    const first = course.lessons.find((lesson) => lesson.status !== 'COMPLETED')?.slug;
    redirect(303, first ? `/courses/${params.slug}/${first}` : `/courses/${params.slug}`);
  }),
};
