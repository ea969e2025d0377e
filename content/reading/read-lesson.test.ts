import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContentError } from './read-yaml.ts';
import { readLesson } from './read-lesson.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lesson-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a line that names an exercise is one, with a note or without, whatever spaces stand around the note', async () => {
  const file = path.join(folder, '01-loops.md');
  const lines = [
    '::exercise[one]',
    '::exercise[two] ',
    '::exercise[three]\t Take  your time. ',
    '::exercise[four]x',
  ];
  await writeFile(
    file,
    `---\ntitle: Loops\nsummary: Again and again\nminutes: 5\n---\n${lines.join('\n')}\n`,
  );
  expect((await readLesson(file)).blocks).toEqual([
    { kind: 'exercise', slug: 'one', note: '' },
    { kind: 'exercise', slug: 'two', note: '' },
    { kind: 'exercise', slug: 'three', note: 'Take  your time.' },
    { kind: 'text', markdown: '::exercise[four]x' },
  ]);
});

async function lessonOf(name: string, body: string) {
  const file = path.join(folder, name);
  await writeFile(file, `---\ntitle: Loops\nsummary: Again and again\nminutes: 5\n---\n${body}\n`);
  return readLesson(file);
}

test('a fence marked “run” is a program, with what it reads and with a caption; one without a mark is text', async () => {
  const fences = [
    '```python run\nprint(1)\n```',
    '```python run input="2\\n3" caption="Two lines"\nprint(input())\n```',
    '```python caption="A piece"\nprint(\n```',
    '```python\nprint(2)\n```',
  ];
  const { blocks } = await lessonOf('02-run.md', fences.join('\n'));
  const python = { kind: 'code', language: 'python' };
  expect(blocks).toEqual([
    { ...python, code: 'print(1)', runnable: true },
    { ...python, code: 'print(input())', runnable: true, input: '2\n3\n', caption: 'Two lines' },
    { ...python, code: 'print(', caption: 'A piece' },
    { kind: 'text', markdown: '```python\nprint(2)\n```' },
  ]);
});

test.each([
  ['a program in a language that cannot be run', '```text run\nx\n```', /“text” cannot be run/],
  ['input of what is no program', '```python input="1"\nx\n```', /only what is marked “run” has input/],
])('%s is refused with its place', async (_what, body, reason) => {
  const refused = lessonOf('03-wrong.md', body);
  await expect(refused).rejects.toThrow(ContentError);
  await expect(refused).rejects.toThrow(reason);
  await expect(refused).rejects.toThrow(/line 1 of the text/);
});
