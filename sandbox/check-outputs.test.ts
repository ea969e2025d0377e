import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideCases } from './check-outputs.ts';
import { createSandbox } from './create-sandbox.ts';
import { CheckerFailedError } from './sandbox-fault.ts';
import { docker, freshLabel, testLimits } from './testing.ts';
import type { CheckerJob, CheckerResult } from './types.ts';

const sandbox = createSandbox({ docker, label: freshLabel('checker'), slots: 1 });

beforeAll(() => sandbox.prepare(['python', 'cpp']));
afterAll(() => sandbox.close());

const check = (language: string, content: string, cases: CheckerJob['cases']): Promise<CheckerResult> =>
  sandbox.check({
    id: 'check',
    language,
    files: [{ name: language === 'cpp' ? 'main.cpp' : 'main.py', content }],
    cases,
    limits: testLimits,
  });

const near = `
import sys
input_name, answer_name, feedback = sys.argv[1:4]
wanted, got = float(open(answer_name).read()), float(sys.stdin.read())
assert open(input_name).read() == 'in' and open('output.txt').read()
if abs(wanted - got) < 0.01:
    sys.exit(42)
open(feedback + '/judgemessage.txt', 'w').write(f'{got} is far from {wanted}')
sys.exit(43)
`;

test('GRD-3: a checker of the exercise decides, with its message', async () => {
  const cases = [
    { input: 'in', answer: '2', output: '2.001' },
    { input: 'in', answer: '2', output: '3' },
  ];
  expect(await check('python', near, cases)).toEqual([
    { decision: 'accepted', message: '' },
    { decision: 'wrong', message: '3.0 is far from 2.0' },
  ]);
});

test('GRD-3: exit codes 0 and 1 decide as well, in C++ too', async () => {
  const source =
    '#include <iostream>\n#include <fstream>\n#include <string>\nint main(int, char** a) { std::ifstream f(a[2]); std::string x, y; f >> x; std::cin >> y; std::cout << "read " << y; return x == y ? 0 : 1; }';
  expect(
    await check(
      'cpp',
      source,
      ['7', '8'].map((output) => ({ input: '', answer: '7', output })),
    ),
  ).toEqual([
    { decision: 'accepted', message: 'read 7' },
    { decision: 'wrong', message: 'read 8' },
  ]);
});

// Each judges the output "1"; at any other word it does not know what to do.
test.each([
  ['raises an exception', 'import sys\nsys.exit(int(sys.stdin.read()) - 1)'],
  ['asserts', 'import sys\nassert sys.stdin.read() == "1"'],
  ['ends with a code that means nothing', 'import sys\nsys.exit(0 if sys.stdin.read() == "1" else 7)'],
  ['is killed', 'import os, sys\nif sys.stdin.read() != "1": os.abort()'],
  ['runs for ever', 'import sys\nword = sys.stdin.read()\nwhile word == "word": pass'],
  ['takes too much memory', 'import sys\nif sys.stdin.read() != "1": x = bytearray(1 << 28)'],
])(
  'K11: a checker that %s at one output has judged the others, and says so of that one',
  async (_title, source) => {
    const cases = ['1', 'word', '1'].map((output) => ({ input: '', answer: '', output }));
    expect(await check('python', source, cases)).toEqual([
      { decision: 'accepted', message: '' },
      { decision: 'failed', message: expect.stringMatching(/^The checker failed \(/) },
      { decision: 'accepted', message: '' },
    ]);
  },
);

test('A3: of what a checker prints without need no more is kept than its decision', async () => {
  const source = 'import sys\nprint("x" * 60_000)\nsys.exit(43)';
  const cases = Array.from({ length: 30 }, () => ({ input: '', answer: '', output: '' }));
  const decided = await check('python', source, cases);
  expect(decided).toHaveLength(30);
  expect(new Set(decided.map(({ decision, message }) => `${decision} ${message.length}`))).toEqual(
    new Set(['wrong 2000']),
  );
});

test('K11: a checker that ends its own container at one output has judged the others', async () => {
  const broken = {
    compiled: null,
    broken: 'it is gone',
    compiles: false,
  };
  const asked: string[][] = [];
  const decided = await decideCases(['1', 'word', '2'], (cases) => {
    asked.push(cases);
    const before = cases.indexOf('word');
    const done = before === -1 ? cases : cases.slice(0, before);
    return Promise.resolve({
      ...broken,
      decisions: done.map(() => ({ decision: 'accepted', message: '' })),
      broken: before === -1 ? null : broken.broken,
    });
  });
  expect(decided.map(({ decision }) => decision)).toEqual(['accepted', 'failed', 'accepted']);
  expect(asked).toEqual([['1', 'word', '2'], ['word', '2'], ['2']]);
});

test('K11: testlib’s exit code 2, a wrong format, is a wrong answer', async () => {
  const source = 'import sys\nprint("wrong output format", file=sys.stderr)\nsys.exit(2)';
  expect(await check('python', source, [{ input: '', answer: '', output: 'word' }])).toEqual([
    { decision: 'wrong', message: 'wrong output format' },
  ]);
});

test('K11: a checker that cannot be started is its author’s to mend', async () => {
  await expect(check('python', 'def', [{ input: '', answer: '', output: '' }])).rejects.toThrow(
    CheckerFailedError,
  );
});
