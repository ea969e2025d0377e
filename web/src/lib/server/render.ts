import { createRequire } from 'node:module';
import { createRenderPool } from './render-pool.ts';
import type { RenderPool } from './render-pool.ts';
import type { MarkdownOptions, Rendered } from './render-job.ts';

let started: RenderPool | undefined;

/** The threads run from the sources, which Node takes as they are: the build would make one file of them and this module. */
const pool = (): RenderPool =>
  (started ??= createRenderPool(
    createRequire(import.meta.url).resolve('#lib/server/render-worker.ts'),
    (failure) =>
      console.error(
        JSON.stringify({
          level: 'error',
          message: 'A text could not be rendered',
          error: failure instanceof Error ? failure.stack : String(failure),
        }),
      ),
  ));

/**
 * Markdown as safe HTML with coloured code, and its second-level headings for a table of contents; the text as it was written where it is too long or
 * takes too long. Headings start at `startLevel`, because the page has its own title above them; ids begin with `prefix`, so that several texts can
 * share a page.
 */
export const renderMarkdown = (source: string, options: MarkdownOptions = {}): Promise<Rendered> =>
  pool().render({ kind: 'markdown', source, options });

/** Code as safe HTML, coloured for the light and the dark theme at once; plain when the language is unknown, or colouring takes too long. */
export const highlight = async (code: string, language: string): Promise<string> =>
  (await pool().render({ kind: 'code', code, language })).html;

/** Has the threads ready before the first page asks for them. */
export const startRendering = async (): Promise<void> => void (await highlight('', 'text'));
