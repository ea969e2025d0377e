import { afterAll, beforeAll, expect, test } from 'vitest';
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
    { accepted: true, message: '' },
    { accepted: false, message: '3.0 is far from 2.0' },
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
    { accepted: true, message: 'read 7' },
    { accepted: false, message: 'read 8' },
  ]);
});

test.each([
  ['crashes', '1 / 0'],
  ['ends with a code that means nothing', 'import sys\nsys.exit(7)'],
  ['does not compile', 'def'],
  ['runs for ever', 'while True: pass'],
])('a checker that %s is told apart from a wrong answer', async (_title, source) => {
  await expect(check('python', source, [{ input: '', answer: '', output: '' }])).rejects.toThrow(
    CheckerFailedError,
  );
});
