import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
