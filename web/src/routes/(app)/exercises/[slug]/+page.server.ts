import { createHash } from 'node:crypto';
import { redirect } from '@sveltejs/kit';
import { getRun, getSubmission, runCode, submit } from '#lib/api/generated/index.ts';
import type { SourceFile, Submission } from '#lib/api/types.ts';
import { mainFiles } from '#lib/languages/generated.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { renderMarkdown } from '#lib/server/render.ts';
import { filesOf } from '#lib/server/source-files.ts';
import { isUuid } from '#lib/uuid.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';
import { paneCookie, readPaneSizes } from './pane-sizes.ts';
import { readStanding } from './standing/read-standing.ts';

/** The run that a reader without scripts waits for: the page names it in its address and reloads. */
const runOf = async (api: ApiClient, id: string | null) =>
  id && isUuid(id) ? answer(getRun({ client: api, path: { id } })) : null;

/** What was handed in last in this language: its verdict stands beside the code, and on another device one goes on from there. */
const lastHandedIn = async (
  api: ApiClient,
  earlier: { id: string; language: string }[],
  language: string,
): Promise<Submission | null> => {
  const last = earlier.find((attempt) => attempt.language === language);
  return last ? answer(getSubmission({ client: api, path: { id: last.id } })) : null;
};

/** Where an author gives nothing to begin with, one begins with nothing in the language's own file. */
const emptyMain = (language: string): SourceFile => ({
  name: mainFiles[language] ?? 'main.txt',
  content: '',
});

export const load: PageServerLoad = async ({ cookies, locals, params, url }) => {
  const [{ exercise, place, earlier, earlierCount, solution }, run] = await Promise.all([
    readStanding(locals.api, params.slug, locals.viewer),
    runOf(locals.api, url.searchParams.get('run')),
  ]);
  const wanted = run?.language ?? url.searchParams.get('language') ?? earlier[0]?.language;
  const language = exercise.languages.find((one) => one === wanted) ?? exercise.languages[0] ?? 'python';
  const [{ html }, hints, last] = await Promise.all([
    renderMarkdown(exercise.statement_md),
    Promise.all(exercise.hints.map((hint) => renderMarkdown(hint))),
    lastHandedIn(locals.api, earlier, language),
  ]);
  return {
    exercise,
    place,
    statement: html,
    hints: hints.map((hint) => hint.html),
    language,
    starter: exercise.starter[language] ?? [emptyMain(language)],
    earlier,
    earlierCount,
    solution,
    last,
    run,
    panes: readPaneSizes(cookies.get(paneCookie)),
  };
};

/** Pressing twice, or sending the same form again, makes one submission: the key is what is handed in, on this page, by this person. */
const keyOf = (
  viewerId: string,
  slug: string,
  pageKey: string,
  work: { language: string; files: SourceFile[] },
): string =>
  createHash('sha256')
    .update(JSON.stringify([viewerId, slug, pageKey, work]))
    .digest('hex');

const workOf = (form: FormData) => ({ language: textOf(form, 'language'), files: filesOf(form) });

export const actions: Actions = {
  submit: formAction(
    (form) => ({ ...workOf(form), stdin: textOf(form, 'stdin') }),
    async ({ language, files }, { request, locals, params }, form) => {
      const work = { language, files };
      const key = keyOf(locals.viewer?.id ?? '', params.slug, textOf(form, 'key'), work);
      const submission = await answer(
        submit({
          client: locals.api,
          path: { slug: params.slug },
          body: work,
          headers: { 'idempotency-key': key },
        }),
      );
      // With scripts the workbench stays, and shows what comes of it.
      if (request.headers.has('x-sveltekit-action')) return { submission };
      redirect(303, `/submissions/${submission.id}`);
    },
  ),
  run: formAction(
    (form) => ({ ...workOf(form), stdin: textOf(form, 'stdin').replaceAll('\r\n', '\n') }),
    async (values, { locals, params }) => {
      const { stdin, ...work } = values;
      const body = stdin === '' ? work : values;
      const run = await answer(runCode({ client: locals.api, path: { slug: params.slug }, body }));
      return { run, values };
    },
  ),
};
