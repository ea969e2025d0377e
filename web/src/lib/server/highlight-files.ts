import type { SourceFile } from '#lib/api/types.ts';
import { highlight } from './render.ts';

/** A source file as a page shows it: its content is safe HTML, in colours. */
export type HighlightedFile = { name: string; html: string };

/** Source files of one language in colours, in their order. */
export const highlightFiles = (files: readonly SourceFile[], language: string): Promise<HighlightedFile[]> =>
  Promise.all(files.map(async ({ name, content }) => ({ name, html: await highlight(content, language) })));
