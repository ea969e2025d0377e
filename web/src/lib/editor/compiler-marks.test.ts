import { expect, test } from 'vitest';
import { compilerMarks, marksIn } from './compiler-marks.ts';

test('GRD-4: the place of a C++ compile error is found', () => {
  expect(
    compilerMarks(
      "main.cpp: In function 'int main()':\nmain.cpp:4:3: error: 'x' was not declared in this scope\n    4 |   x = 1;",
    ),
  ).toEqual([
    {
      file: 'main.cpp',
      line: 4,
      column: 3,
      severity: 'error',
      message: "'x' was not declared in this scope",
    },
  ]);
});

test('GRD-4: the place of a TypeScript error is found', () => {
  expect(
    compilerMarks("main.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'."),
  ).toEqual([
    {
      file: 'main.ts',
      line: 3,
      column: 7,
      severity: 'error',
      message: "Type 'string' is not assignable to type 'number'.",
    },
  ]);
});

test('GRD-4: what tsc prints for people names the same place', () => {
  expect(
    compilerMarks(
      "main.ts:1:7 - error TS2322: Type 'string' is not assignable to type 'number'.\n\n1 const a: number = 'a';",
    ),
  ).toMatchObject([
    { file: 'main.ts', line: 1, column: 7, message: "Type 'string' is not assignable to type 'number'." },
  ]);
});

test('GRD-4: the innermost line of a Python traceback is marked with its exception', () => {
  const output =
    'Traceback (most recent call last):\n  File "/work/main.py", line 9, in <module>\n    go()\n  File "/work/main.py", line 3, in go\n    return 1 / 0\nZeroDivisionError: division by zero\n';
  expect(compilerMarks(output)).toEqual([
    {
      file: 'main.py',
      line: 3,
      column: null,
      severity: 'error',
      message: 'ZeroDivisionError: division by zero',
    },
  ]);
});

test('GRD-4: a JavaScript exception is marked where it was thrown', () => {
  const output =
    '/work/main.js:2\nthrow new TypeError("no");\n^\n\nTypeError: no\n    at Object.<anonymous> (/work/main.js:2:7)';
  expect(compilerMarks(output)).toEqual([
    { file: 'main.js', line: 2, column: null, severity: 'error', message: 'TypeError: no' },
  ]);
});

test('GRD-4: text that is no compiler output makes no marks', () => {
  expect(compilerMarks('12:30: lunch\nHello')).toEqual([]);
});

test('GRD-4: what g++ complains of within the library is marked where the library was used', () => {
  const output = [
    "/usr/include/c++/12/bits/stl_algo.h:4820:18:   required from 'constexpr void std::sort(...)'",
    'main.cpp:4:50:   required from here',
    "/usr/include/c++/12/bits/predefined_ops.h:45:23: error: no match for 'operator<'",
    '   45 |       { return *__it1 < *__it2; }',
  ].join('\n');
  expect(compilerMarks(output)).toEqual([
    { file: 'main.cpp', line: 4, column: 50, severity: 'error', message: "no match for 'operator<'" },
  ]);
});

test('marks of files that are not one’s own are left out', () => {
  const mark = { line: 1, column: null, severity: 'error' as const, message: 'x' };
  expect(
    marksIn(
      [
        { ...mark, file: 'main.js' },
        { ...mark, file: 'other.h' },
      ],
      ['main.ts'],
    ),
  ).toEqual([{ ...mark, file: 'main.ts' }]);
});
