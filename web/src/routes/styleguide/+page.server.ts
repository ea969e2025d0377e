import { highlight, renderMarkdown } from '#lib/server/render.ts';
import { highlightFiles } from '#lib/server/highlight-files.ts';
import { programOf } from '#lib/server/program-action.ts';
import type { ProgramSent } from '#lib/programs/program-run.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';
import { learning } from './learning-samples.ts';

/** What is coloured and laid out on the server on every other page, is so here. Ids are a theme's own: each stands on the page twice. */
async function writtenFor(scope: string) {
  const [lesson, statement, arabic] = await Promise.all([
    renderMarkdown(learning.markdown, { startLevel: 3, prefix: `${scope}-lesson-` }),
    renderMarkdown(learning.statement, { startLevel: 3, prefix: `${scope}-statement-` }),
    renderMarkdown(learning.arabicMarkdown, { startLevel: 3, prefix: `${scope}-arabic-` }),
  ]);
  return { lesson: lesson.html, statement: statement.html, arabic: arabic.html };
}

export const load: PageServerLoad = async () => {
  const [light, dark, program, python, [typescript]] = await Promise.all([
    writtenFor('light'),
    writtenFor('dark'),
    highlight(learning.program, 'python'),
    highlightFiles(learning.sources, 'python'),
    highlightFiles([learning.otherSource], 'typescript'),
  ]);
  return {
    written: { light, dark },
    program,
    source: python,
    solution: [
      { language: 'typescript', files: [typescript!] },
      { language: 'python', files: python },
    ],
  };
};

export const actions: Actions = {
  /** The sample forms are sent here, and nothing comes of it. */
  nothing: () => ({}),
  /** A program of the style guide is not run: whatever it is, this comes of it. */
  run: async ({ request }) => {
    const sent: ProgramSent = { ...programOf(await request.formData()), run: learning.runs.printed };
    return { sent };
  },
};
