import type { Lesson, OutlineExercise } from '#lib/api/types.ts';
import { mainFiles } from '#lib/languages/generated.ts';
import { highlight } from '#lib/server/render.ts';
import type { Heading } from '#lib/server/render-job.ts';
import { renderMarkdown } from '#lib/server/render.ts';

/** What of a code block is needed to edit and run it. */
type Program = { code: string; language: string; fileName: string; input: string | undefined };

export type RenderedBlock =
  | { id: string; kind: 'text'; html: string }
  | { id: string; kind: 'code'; html: string; caption: string | null; program: Program | null }
  | { id: string; kind: 'exercise'; exercise: OutlineExercise; note: string | null };

const programOf = ({ runnable, code, language, input }: Lesson['blocks'][number]): Program | null =>
  runnable && code !== undefined && language !== undefined
    ? { code, language, fileName: mainFiles[language] ?? 'main.txt', input }
    : null;

/** A lesson's blocks as safe HTML, and the headings of all its texts in order. */
export const renderBlocks = async (
  blocks: Lesson['blocks'],
): Promise<{ blocks: RenderedBlock[]; headings: Heading[] }> => {
  const headings: Heading[] = [];
  const rendered: RenderedBlock[] = [];
  let texts = 0;
  for (const block of blocks) {
    if (block.kind === 'exercise') {
      if (block.exercise)
        rendered.push({ id: block.id, kind: 'exercise', exercise: block.exercise, note: block.note ?? null });
    } else if (block.kind === 'code') {
      rendered.push({
        id: block.id,
        kind: 'code',
        html: await highlight(block.code ?? '', block.language ?? ''),
        caption: block.caption ?? null,
        program: programOf(block),
      });
    } else {
      // Ids stay unique when two texts have the same heading.
      const text = await renderMarkdown(block.markdown ?? '', { prefix: texts === 0 ? '' : `${texts}-` });
      texts += 1;
      headings.push(...text.headings);
      rendered.push({ id: block.id, kind: 'text', html: text.html });
    }
  }
  return { blocks: rendered, headings };
};
