import { expect, test } from 'vitest';
import { exceptionReason, readException } from '../languages/exception.ts';
import { describeReason } from './reason.ts';
import { isTaken, lateSeconds, scoreAfterLateness } from './lateness.ts';
import { scoreOf } from './scoring.ts';
import { warningsFor } from '../languages/source-warnings.ts';
import { overallVerdict } from './verdict.ts';
import type { TestVerdict } from './verdict.ts';

const scored = (verdict: TestVerdict, weight: number, group: string | null = null) => ({
  verdict,
  weight,
  group,
});

test('GRD-3: tests count their weights; a group counts only when all of it is accepted', () => {
  expect(scoreOf([scored('accepted', 1), scored('wrong_answer', 2), scored('accepted', 0.5)])).toEqual({
    score: 1.5,
    maxScore: 3.5,
  });
  expect(
    scoreOf([scored('accepted', 2, 'easy'), scored('accepted', 1, 'hard'), scored('time_limit', 5, 'hard')]),
  ).toEqual({ score: 2, maxScore: 8 });
});

test('GRD-4: the verdict is that of the first test that is not accepted', () => {
  expect(overallVerdict([scored('accepted', 1)])).toBe('accepted');
  expect(overallVerdict([scored('accepted', 1), scored('time_limit', 1), scored('wrong_answer', 1)])).toBe(
    'time_limit',
  );
  expect(overallVerdict([scored('skipped', 1)])).toBe('runtime_error');
});

test('GRD-6: without any test there is no verdict', () => {
  expect(() => overallVerdict([])).toThrow(RangeError);
});

test('GRD-5: lateness counts by the time of submission, each begun day costs, up to a limit', () => {
  const due = new Date('2026-11-21T12:00:00Z');
  expect(lateSeconds(new Date('2026-11-21T12:00:00Z'), due)).toBe(0);
  expect(lateSeconds(new Date('2026-11-21T12:00:00.001Z'), due)).toBe(1);
  expect(lateSeconds(new Date(), null)).toBe(0);
  const penalty = { kind: 'penalty', percent_per_day: 10, at_most_percent: 25 } as const;
  expect(scoreAfterLateness(10, 1, penalty)).toBe(9);
  expect(scoreAfterLateness(10, 86_401, penalty)).toBe(8);
  expect(scoreAfterLateness(10, 10 * 86_400, penalty)).toBe(7.5);
  expect(scoreAfterLateness(10, 86_400, null)).toBe(10);
  expect(isTaken(1, { kind: 'refuse' })).toBe(false);
  expect(isTaken(0, { kind: 'refuse' })).toBe(true);
  expect(isTaken(1, penalty)).toBe(true);
});

const python = `Traceback (most recent call last):
  File "/work/main.py", line 9, in <module>
    print(divide(1, 0))
  File "/work/main.py", line 3, in divide
    return a / b
  File "/usr/lib/python3.11/fractions.py", line 156, in __new__
ZeroDivisionError: division by zero
`;
const javascript = `/work/main.js:4
  null.length;
       ^

TypeError: Cannot read properties of null (reading 'length')
    at run (/work/main.js:4:8)
    at node:internal/main:1:1
`;

test('A14: what a crash wrote is read in linear time, whatever it is', () => {
  // Each took a second and more as one line of 20,000 characters without a space.
  const hostile = [
    'Error'.repeat(3_900),
    'a.b'.repeat(6_500),
    ':1'.repeat(9_900),
    `${'a'.repeat(19_000)}.js:`,
  ];
  const started = performance.now();
  for (const text of hostile)
    for (const language of ['python', 'javascript', 'typescript', 'cpp'])
      for (let time = 0; time < 5; time += 1) readException(language, text, ['main.js']);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('A14: a path of several parts, an address of a module and a translated file are places still', () => {
  const place = (line: string) => {
    const found = readException('typescript', `TypeError: no\n${line}`, ['lib/tools.ts', 'main.ts']);
    return found && [found.file, found.line];
  };
  expect(place('    at f (/box/lib/tools.js:12:7)')).toEqual(['lib/tools.ts', 12]);
  expect(place('    at file:///box/main.js:3:5')).toEqual(['main.ts', 3]);
  expect(place('main.ts:9')).toEqual(['main.ts', 9]);
  expect(place('    at node:internal/main:1:1')).toEqual([null, null]);
});

test('GRD-4: the line of an exception is the innermost one in a file of the submission', () => {
  const told = (language: string, stderr: string, files: string[]) => {
    const exception = readException(language, stderr, files);
    return exception && describeReason(exceptionReason(exception));
  };
  expect(told('python', python, ['main.py'])).toBe('ZeroDivisionError in main.py, line 3: division by zero');
  expect(
    told(
      'python',
      '  File "/work/main.py", line 2\n    print(\n         ^\nSyntaxError: \'(\' was never closed\n',
      ['main.py'],
    ),
  ).toBe("SyntaxError in main.py, line 2: '(' was never closed");
  expect(told('javascript', javascript, ['main.js'])).toBe(
    "TypeError in main.js, line 4: Cannot read properties of null (reading 'length')",
  );
  expect(told('typescript', javascript, ['main.ts'])).toBe(
    "TypeError in main.ts, line 4: Cannot read properties of null (reading 'length')",
  );
  expect(
    told(
      'cpp',
      "terminate called after throwing an instance of 'std::out_of_range'\n  what():  vector::at\n",
      ['main.cpp'],
    ),
  ).toBe('std::out_of_range: vector::at');
  expect(told('python', 'just a word on standard error', ['main.py'])).toBeNull();
});

test('GRD-11: what cannot work here is warned of, with file, line and reason', () => {
  const source = 'import sys\nimport requests\nimport os\nos.system("ls")\n';
  expect(warningsFor('python', [{ name: 'main.py', content: source }])).toEqual([
    { file: 'main.py', line: 2, reason: 'no_network', message: expect.stringContaining('no network') },
    {
      ...{ file: 'main.py', line: 4, reason: 'no_programs' },
      message: expect.stringContaining('Almost no other program'),
    },
  ]);
  expect(
    warningsFor('javascript', [
      { name: 'a.js', content: "const { spawn } = require('node:child_process');\nawait fetch('x');" },
    ]),
  ).toHaveLength(2);
  expect(
    warningsFor('cpp', [{ name: 'a.cpp', content: '#include <sys/socket.h>\n#include <iostream>' }]),
  ).toHaveLength(1);
  expect(warningsFor('python', [{ name: 'main.py', content: 'print("requests are welcome")' }])).toEqual([]);
  expect(warningsFor('python', [{ name: 'main.py', content: 'import socket\n'.repeat(100) }])).toHaveLength(
    20,
  );
});

test('L11: a file of a million lines costs no more than its first two thousand', () => {
  const warnedAt = (line: number) =>
    warningsFor('python', [
      { name: 'main.py', content: `${'\n'.repeat(line - 1)}import socket${'\n'.repeat(1_000_000 - line)}` },
    ]).map((warning) => warning.line);
  expect(warnedAt(2_000)).toEqual([2_000]);
  expect(warnedAt(2_001)).toEqual([]);
  expect(warningsFor('python', [{ name: 'main.py', content: 'import socket\r\n' }])).toHaveLength(1);
});
