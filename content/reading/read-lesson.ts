import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gradableLanguages } from '#domain/languages/index.ts';
import { LessonFrontMatter } from './file-shapes.ts';
import { checkYaml, ContentError } from './read-yaml.ts';

export type LessonBlock =
  | { kind: 'text'; markdown: string }
  | {
      kind: 'code';
      language: string;
      code: string;
      caption?: string;
      /** A whole program, which readers may edit and run. */
      runnable?: true;
      /** What it reads when it runs. */
      input?: string;
    }
  | { kind: 'exercise'; slug: string; note: string };

export type LessonContent = {
  slug: string;
  title: string;
  summary: string;
  minutes: number;
  blocks: LessonBlock[];
};

const exerciseLine = /^::exercise\[([a-z0-9-]+)\](\s.*)?$/;
/** A fence that is a block of its own: a program to run, with what it reads; code with a caption; or both. */
const blockFence =
  /^```(?<language>\w+)(?<run> run)?(?: input="(?<input>[^"]*)")?(?: caption="(?<caption>[^"]+)")?$/;

/**
 * Reads `NN-slug.md`: front matter between two lines of `---`, then Markdown in which
 * `::exercise[slug] note` is an exercise, and a fence with `run` or `caption="…"` is a code block of its own; with `run` it is a program.
 * The rest is text.
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
    const fence = line.startsWith('```') ? fenceOf(line, `line ${index + 1} of the text`, file) : undefined;
    if (exercise) {
      endText();
      blocks.push({ kind: 'exercise', slug: exercise, note: note?.trim() ?? '' });
    } else if (fence) {
      endText();
      const end = lines.indexOf('```', index + 1);
      if (end === -1)
        throw new ContentError(file, [`the fence in line ${index + 1} of the text is never closed`]);
      blocks.push({ kind: 'code', ...fence, code: lines.slice(index + 1, end).join('\n') });
      index = end;
    } else {
      text.push(line);
    }
  }
  endText();
  return blocks;
}

/**
 * Reads the first line of a fence.
 * @returns undefined when it is part of the text
 * @throws ContentError for a program in a language that cannot be run, and for input of what is no program
 */
function fenceOf(line: string, place: string, file: string) {
  const { language, run, input, caption } = blockFence.exec(line)?.groups ?? {};
  if (!language || (!run && !caption && input === undefined)) return undefined;
  if (run && !gradableLanguages.some((name) => name === language))
    throw new ContentError(file, [
      `${place}: “${language}” cannot be run; use one of ${gradableLanguages.join(', ')}`,
    ]);
  if (input !== undefined && !run)
    throw new ContentError(file, [`${place}: only what is marked “run” has input`]);
  return {
    language,
    ...(caption && { caption }),
    ...(run && { runnable: true as const }),
    ...(input !== undefined && { input: `${input.replaceAll('\\n', '\n')}\n` }),
  };
}
