import { getExerciseForAuthoring } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { renderMarkdown } from '#lib/server/markdown.ts';
import type { PageServerLoad } from './$types.d.ts';

/** Hands the page only what a student would get: no hidden test, no solution. */
export const load: PageServerLoad = async ({ locals, params }) => {
  const {
    title,
    slug,
    kind,
    difficulty,
    languages,
    limits,
    statement_md: source,
    starter,
    tests,
    due_at: dueAt,
    max_attempts: attempts,
  } = await answer(getExerciseForAuthoring({ client: locals.api, path: { slug: params.slug } }));
  return {
    exercise: { title, slug, kind, difficulty, languages, limits, starter, dueAt, attempts },
    statementHtml: (await renderMarkdown(source, { startLevel: 2 })).html,
    examples: tests.filter((test) => !test.hidden),
    hiddenCount: tests.filter((test) => test.hidden).length,
  };
};
