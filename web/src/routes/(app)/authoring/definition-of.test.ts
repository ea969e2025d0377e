import { expect, test } from 'vitest';
import { en } from '#lib/texts/english.ts';
import { definitionOf, slugOf } from './definition-of.ts';
import { checkerCount, newDraft } from './exercise-draft.ts';

const options = { timeZone: 'Europe/Berlin', texts: en };
const draft = () => ({ ...newDraft(), title: 'Double it', statement: 'Twice.' });

test('GRD-3: what is expected and not known yet stays open; calls are read as JSON', () => {
  const [first, second] = newDraft().tests as [
    ReturnType<typeof newDraft>['tests'][number],
    ReturnType<typeof newDraft>['tests'][number],
  ];
  const { body, errors } = definitionOf(
    {
      ...draft(),
      testStyle: 'call',
      tests: [
        { ...first, call: 'double', args: '[2, 9007199254740993]', expected: '-0' },
        { ...second, call: 'double', args: '[[1, "a"]]' },
      ],
    },
    options,
  );
  expect(errors).toEqual({});
  expect(body.tests.map(({ input, expected }) => ({ input, expected }))).toEqual([
    {
      input: { call: 'double', args: [2, { $number: '9007199254740993' }] },
      expected: { value: { $number: '-0' } },
    },
    { input: { call: 'double', args: [[1, 'a']] }, expected: null },
  ]);
});

test('GRD-3: what cannot be read is told by field and never guessed', () => {
  const tests = newDraft().tests.map((row) => ({ ...row, call: 'f', args: '2', weight: 'many' }));
  const { errors } = definitionOf(
    { ...draft(), title: '', slug: 'Not One', cpuMs: '', dueAt: 'soon', testStyle: 'call', tests },
    options,
  );
  expect(Object.keys(errors).sort()).toEqual([
    'due_at',
    'limits.cpu_ms',
    'slug',
    'tests.0.args',
    'tests.0.weight',
    'tests.1.args',
    'tests.1.weight',
    'title',
  ]);
});

test('GRD-5: deadline and late policy are saved as they were typed', () => {
  const { body } = definitionOf(
    {
      ...draft(),
      dueAt: '2026-12-01T18:00',
      latePolicy: 'penalty',
      percentPerDay: '12,5',
      atMostPercent: '50',
      maxAttempts: '3',
    },
    options,
  );
  expect(body).toMatchObject({
    due_at: '2026-12-01T17:00:00.000Z',
    late_policy: { kind: 'penalty', percent_per_day: 12.5, at_most_percent: 50 },
    max_attempts: 3,
    slug: 'double-it',
  });
});

test('a title becomes an address', () => {
  expect(slugOf('  Über  5 Äpfel! ')).toBe('uber-5-apfel');
});

test('GRD-3: checkers are counted by what they are, not by how many tests they judge', () => {
  const checked = (content: string | null) =>
    ({
      checker: content === null ? null : { language: 'python', files: [{ name: 'main.py', content }] },
    }) as Parameters<typeof checkerCount>[0][number];
  expect(checkerCount([checked(null), checked('a'), checked('a')])).toBe(1);
  expect(checkerCount([checked('a'), checked('b'), checked(null)])).toBe(2);
});
