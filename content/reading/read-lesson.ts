import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LessonFrontMatter } from './file-shapes.ts';
import { checkYaml, ContentError } from './read-yaml.ts';

export type LessonBlock =
  | { kind: 'text'; markdown: string }
  | { kind: 'code'; language: string; code: string; caption: string }
  | { kind: 'exercise'; slug: string; note: string };

export type LessonContent = {
  slug: string;
  title: string;
  summary: string;
  minutes: number;
  blocks: LessonBlock[];
};

const exerciseLine = /^::exercise\[([a-z0-9-]+)\](\s.*)?$/;
const captionedFence = /^```(\w+) caption="([^"]+)"$/;

/**
 * Reads `NN-slug.md`: front matter between two lines of `---`, then Markdown in which
 * `::exercise[slug] note` is an exercise and a fence with `caption="…"` is a code block of its own. The rest is text.
 * @throws ContentError naming the file and what is wrong
 */
export async function readLesson(file: string): Promise<LessonContent> {
  const [, frontMatter, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(await readFile(file, 'utf8')) ?? [];
  if (frontMatter === undefined || body === undefined)
    throw new ContentError(file, ['it does not begin with front matter between two lines of ---']);
  const slug = path.basename(file, '.md').replace(/^\d+-/, '');
  return { slug, ...checkYaml(file, frontMatter, LessonFrontMatter), blocks: blocksOf(body, file) };
}

function blocksOf(body: string, file: string): LessonBlock[] {
  const blocks: LessonBlock[] = [];
  let text: string[] = [];
  const endText = () => {
    const markdown = text.join('\n').trim();
    if (markdown) blocks.push({ kind: 'text', markdown });
    text = [];
  };
  const lines = body.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    const [, exercise, note] = exerciseLine.exec(line) ?? [];
    const [, language, caption] = captionedFence.exec(line) ?? [];
    if (exercise) {
      endText();
      blocks.push({ kind: 'exercise', slug: exercise, note: note?.trim() ?? '' });
    } else if (language && caption) {
      endText();
      const end = lines.indexOf('```', index + 1);
      if (end === -1)
        throw new ContentError(file, [`the fence in line ${index + 1} of the text is never closed`]);
      blocks.push({ kind: 'code', language, code: lines.slice(index + 1, end).join('\n'), caption });
      index = end;
    } else {
      text.push(line);
    }
  }
  endText();
  return blocks;
}
