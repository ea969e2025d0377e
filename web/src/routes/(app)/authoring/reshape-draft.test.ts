import { expect, test } from 'vitest';
import { newDraft } from './exercise-draft.ts';
import { reshapeDraft } from './reshape-draft.ts';

const names = (draft: ReturnType<typeof newDraft>) => draft.tests.map((test) => test.name);

test('CUR-7: rows of the grid are added, copied, moved and taken out without touching the others', () => {
  const draft = newDraft();
  const added = reshapeDraft(draft, 'add-test');
  expect(names(added)).toEqual(['Test 1', 'Test 2', 'Test 3']);
  expect(names(reshapeDraft(added, 'move-test:2:up'))).toEqual(['Test 1', 'Test 3', 'Test 2']);
  expect(names(reshapeDraft(added, 'move-test:0:up'))).toEqual(names(added));
  expect(names(reshapeDraft(added, 'copy-test:0'))).toEqual(['Test 1', 'Test 1 2', 'Test 2', 'Test 3']);
  expect(names(reshapeDraft(added, 'remove-test:1'))).toEqual(['Test 1', 'Test 3']);
  expect(new Set(reshapeDraft(added, 'copy-test:0').tests.map((test) => test.key)).size).toBe(4);
});

test('CUR-7: a file is added to starter and solution alike; a language that comes back finds its code again', () => {
  const draft = reshapeDraft(newDraft(), 'add-file:python', 'helper.py');
  expect(
    [draft.starter.python, draft.solution.python].map((files) => files?.map((file) => file.name)),
  ).toEqual([
    ['main.py', 'helper.py'],
    ['main.py', 'helper.py'],
  ]);
  const written = { ...draft, solution: { python: [{ name: 'main.py', content: 'print(1)' }] } };
  const without = reshapeDraft({ ...written, languages: ['cpp'] }, 'languages');
  expect(without.starter.cpp).toEqual([{ name: 'main.cpp', content: '' }]);
  expect(reshapeDraft({ ...without, languages: ['cpp', 'python'] }, 'languages').solution.python).toEqual([
    { name: 'main.py', content: 'print(1)' },
  ]);
});
