import { expect, test } from 'vitest';
import { emptyTest, newDraft } from './exercise-draft.ts';
import { fillDraft, openTests } from './fill-draft.ts';
import type { TrialResult } from './run-solution.ts';

const outcome = (values: Partial<TrialResult['tests'][number]>): TrialResult['tests'][number] => ({
  name: '',
  verdict: 'accepted',
  cpu_ms: 1,
  wall_ms: 1,
  memory_kb: 1,
  message: null,
  diff: null,
  output: '',
  output_cut: false,
  actual: null,
  ...values,
});
const expected = (draft: ReturnType<typeof newDraft>) => draft.tests.map((row) => row.expected);

test('GRD-3: only tests that do not know their answer are asked, and those with a checker never', () => {
  const tests = [
    { ...emptyTest(1), expected: '1' },
    emptyTest(2),
    { ...emptyTest(3), compare: 'checker' },
    { ...emptyTest(4), expected: '\n' },
  ];
  expect(openTests({ ...newDraft(), tests })).toEqual([1]);
});

test('GRD-3: values are written as JSON, printed text as it is, and nothing printed does not read as unknown', () => {
  const draft = {
    ...newDraft(),
    tests: [emptyTest(1), { ...emptyTest(2), expected: 'kept' }, emptyTest(3), emptyTest(4), emptyTest(5)],
  };
  const actuals = [{ value: [1, null] }, { value: null }, { stdout: '4\n' }, { stdout: '' }];
  const filled = fillDraft(draft, [0, 2, 3, 4], {
    message: null,
    tests: actuals.map((actual) => outcome({ actual })),
  });
  expect(expected(filled.draft)).toEqual(['[1,null]', 'kept', 'null', '4\n', '\n']);
  expect(filled).toMatchObject({ filled: 4, failed: null });
});

test('GRD-3: where the solution fails the test stays open, also when it printed something before', () => {
  const failed = outcome({
    verdict: 'runtime_error',
    message: 'ZeroDivisionError',
    actual: { stdout: 'half' },
  });
  const filled = fillDraft(newDraft(), [0, 1], {
    message: null,
    tests: [failed, outcome({ actual: { stdout: '2\n' } })],
  });
  expect(expected(filled.draft)).toEqual(['', '2\n']);
  expect(filled).toMatchObject({ filled: 1, failed: { name: 'Test 1', reason: 'ZeroDivisionError' } });
});
