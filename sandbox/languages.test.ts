import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from './create-sandbox.ts';
import { docker, freshLabel, summary, testLimits } from './testing.ts';
import type { SandboxResult, SandboxTest } from './types.ts';

const sandbox = createSandbox({ docker, label: freshLabel('languages'), slots: 2 });
const names = ['python', 'javascript', 'typescript', 'cpp'] as const;
type Name = (typeof names)[number];

beforeAll(() => sandbox.prepare([...names]));
afterAll(() => sandbox.close());

const extension: Record<Name, string> = { python: 'py', javascript: 'js', typescript: 'ts', cpp: 'cpp' };

const run = (language: Name, content: string, tests: SandboxTest[]): Promise<SandboxResult> =>
  sandbox.run({
    id: `${language}-${Math.random()}`,
    language,
    files: [{ name: `main.${extension[language]}`, content }],
    tests,
    limits: testLimits,
  });

async function results(language: Name, content: string, tests: SandboxTest[]): Promise<object[]> {
  const result = await run(language, content, tests);
  if (result.outcome !== 'completed') throw new Error(JSON.stringify(result));
  return result.tests.map(summary);
}

const doubling: Record<Name, string> = {
  python: 'print(int(input()) * 2)',
  javascript: 'console.log(Number(require("fs").readFileSync(0, "utf8")) * 2)',
  typescript:
    'import { readFileSync } from "node:fs";\nconst n: number = Number(readFileSync(0, "utf8"));\nconsole.log(n * 2);',
  cpp: '#include <iostream>\nint main() { int n; std::cin >> n; std::cout << n * 2 << std::endl; }',
};

const ordinary = { ending: 'exited', exitCode: 0, value: undefined };

test.each(names)('GRD-1: %s runs programs from standard input to standard output', async (language) => {
  const tests: SandboxTest[] = ['21\n', '-4\n'].map((stdin) => ({ kind: 'program', stdin }));
  expect(await results(language, doubling[language], tests)).toEqual([
    { ...ordinary, stdout: '42\n' },
    { ...ordinary, stdout: '-8\n' },
  ]);
});

const functions: Record<Name, string> = {
  python:
    'def order(words, reverse):\n    print("sorting")\n    return sorted(words, reverse=reverse)\n\nclass Account:\n    def __init__(self, balance):\n        self.balance = balance\n    def deposit(self, amount):\n        self.balance += amount\n    def total(self):\n        return {"balance": self.balance}\n',
  javascript:
    'function order(words, reverse) {\n  console.log("sorting");\n  const sorted = [...words].sort();\n  return reverse ? sorted.reverse() : sorted;\n}\nclass Account {\n  constructor(balance) { this.balance = balance; }\n  deposit(amount) { this.balance += amount; }\n  total() { return { balance: this.balance }; }\n}\n',
  typescript:
    'export function order(words: string[], reverse: boolean): string[] {\n  console.log("sorting");\n  const sorted = [...words].sort();\n  return reverse ? sorted.reverse() : sorted;\n}\nexport class Account {\n  constructor(private balance: number) {}\n  deposit(amount: number): void { this.balance += amount; }\n  total(): { balance: number } { return { balance: this.balance }; }\n}\n',
  cpp: '#include <algorithm>\n#include <iostream>\n#include <map>\n#include <string>\n#include <vector>\nusing namespace std;\nvector<string> order(vector<string> words, bool reverse) {\n  cout << "sorting" << endl;\n  sort(words.begin(), words.end());\n  if (reverse) std::reverse(words.begin(), words.end());\n  return words;\n}\nclass Account {\n  int balance;\n public:\n  explicit Account(int balance) : balance(balance) {}\n  void deposit(int amount) { balance += amount; }\n  map<string, int> total() const { return {{"balance", balance}}; }\n};\n',
};

test.each([
  ['a missing function', 'int plus(int a, int b) { return a + b; }\n', "the test's call: error:"],
  [
    'a parameter no test can give',
    'struct P { int x; };\nint add(P a, int b) { return a.x + b; }\n',
    'cannot pass',
  ],
  ['an error of one’s own', 'int add(int a, int b) { return a + c; }\n', 'main.cpp:1:'],
])('D52: g++ says of %s nothing of our own folders and names', async (_what, content, said) => {
  const result = await run('cpp', content, [{ kind: 'call', call: 'add', args: [1, 2] }]);
  if (result.outcome !== 'compile_error') throw new Error(JSON.stringify(result));
  expect(result.compileOutput).toContain(said);
  expect(result.compileOutput).not.toMatch(/\/sandbox|waymark|submission_main|\/box/);
});

test.each(names)(
  'GRD-1: %s calls a function and a class, and the value comes back as JSON',
  async (language) => {
    const tests: SandboxTest[] = [
      { kind: 'call', call: 'order', args: [['pear', 'äpfel', 'fig'], false] },
      { kind: 'call', call: 'order', args: [['a "quoted"\n', '😀'], true] },
      {
        kind: 'class',
        call: 'Account',
        args: [10],
        steps: [
          { method: 'deposit', args: [5] },
          { method: 'total', args: [] },
        ],
      },
    ];
    expect(await results(language, functions[language], tests)).toEqual([
      { ending: 'exited', exitCode: 0, stdout: 'sorting\n', value: ['fig', 'pear', 'äpfel'] },
      { ending: 'exited', exitCode: 0, stdout: 'sorting\n', value: ['😀', 'a "quoted"\n'] },
      { ending: 'exited', exitCode: 0, stdout: '', value: [null, { balance: 15 }] },
    ]);
  },
);

const tagged = (text: string) => ({ $number: text });
const callOf = (call: string, ...args: unknown[]): SandboxTest => ({ kind: 'call', call, args });
const valuesOf = async (language: Name, content: string, tests: SandboxTest[]): Promise<unknown[]> =>
  (await results(language, content, tests)).map((result) => (result as { value: unknown }).value);

/** Each returns what it is given: a whole number of 64 bits, a larger one, a double, and texts by name. */
const identities: Record<Name, string> = {
  python: 'def same(value):\n    return value\n\nwide = near = names = same\n',
  javascript: 'const same = (value) => value;\nconst [wide, near, names] = [same, same, same];\n',
  typescript:
    'export const same = (value: bigint | number): bigint | number => value;\nexport const wide = same;\nexport const near = (value: number): number => value;\nexport const names = (value: Record<string, string>) => value;\n',
  cpp: '#include <map>\n#include <string>\nlong long same(long long value) { return value; }\n__int128 wide(__int128 value) { return value; }\ndouble near(double value) { return value; }\nstd::map<std::string, std::string> names(std::map<std::string, std::string> value) { return value; }\nint small(int value) { return value; }\n',
};

test.each(names)('K2: %s takes and gives back every number exactly', async (language) => {
  const given: [string, unknown][] = [
    ['same', 42],
    ['same', -9007199254740991],
    ['same', tagged('9007199254740992')],
    ['same', tagged('9007199254740993')],
    ['same', tagged('9223372036854775807')],
    ['same', tagged('-9223372036854775808')],
    ['wide', tagged('15511210043330985984000000')],
    ['near', 0.1],
    ['near', 1e300],
    ['near', tagged('-0')],
    ['near', tagged('NaN')],
    ['near', tagged('Infinity')],
    ['near', tagged('-Infinity')],
    ['names', { $object: { $number: '5' } }],
    ['names', { $object: { $object: 'x' } }],
    ['names', { $number: '5', more: 'y' }],
  ];
  const values = await valuesOf(
    language,
    identities[language],
    given.map(([call, value]) => callOf(call, value)),
  );
  expect(values).toEqual(given.map(([, value]) => value));
});

const factorials: Record<Name, string> = {
  python: 'import math\n\ndef factorial(n):\n    return math.factorial(n)\n',
  javascript:
    'function factorial(n) {\n  let product = 1n;\n  for (let factor = 2n; factor <= BigInt(n); factor++) product *= factor;\n  return product;\n}\n',
  typescript:
    'export function factorial(n: number): bigint {\n  let product = 1n;\n  for (let factor = 2n; factor <= BigInt(n); factor++) product *= factor;\n  return product;\n}\n',
  cpp: '__int128 factorial(int n) {\n  __int128 product = 1;\n  for (int factor = 2; factor <= n; factor++) product *= factor;\n  return product;\n}\n',
};

test.each(names)('K2: an exercise of small and large numbers can be solved in %s', async (language) => {
  const tests = [5, 25].map((n) => callOf('factorial', n));
  expect(await valuesOf(language, factorials[language], tests)).toEqual([
    120,
    tagged('15511210043330985984000000'),
  ]);
});

const number = fc.oneof(
  fc.integer(),
  fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: 2n ** 53n, max: 10n ** 40n }).map((whole) => tagged(String(whole))),
  fc.constantFrom(...['NaN', 'Infinity', '-Infinity', '-0'].map(tagged)),
);
const { kept } = fc.letrec<{ kept: unknown }>((tie) => ({
  kept: fc.oneof(
    { maxDepth: 4 },
    number,
    fc.constantFrom(null, true, false),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('kept'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('kept'), { maxKeys: 4 }),
  ),
}));

test.each(['python', 'javascript'] as const)(
  'K2: in %s any value comes back as it went in',
  async (language) => {
    const values = fc.sample(kept, 60);
    const same = await valuesOf(language, identities[language], [callOf('same', values)]);
    expect(same).toEqual([values]);
  },
);

test('K2: in C++ a number that does not fit into its parameter is told, not changed', async () => {
  const result = await run('cpp', identities.cpp, [
    callOf('small', 2147483647),
    callOf('small', 2147483648),
    callOf('small', 2.5),
    callOf('same', tagged('9223372036854775808')),
    callOf('same', 'text'),
  ]);
  if (result.outcome !== 'completed') throw new Error(JSON.stringify(result));
  expect(result.tests[0]?.value?.json).toBe(2147483647);
  const messages = [
    /passes 2147483648, which does not fit into a whole number of 32 bits/,
    /passes 2\.5 where the function takes a whole number/,
    /passes 9223372036854775808, which does not fit into a whole number of 64 bits/,
    /passes something else where the function takes a number/,
  ];
  messages.forEach((message, index) => expect(result.tests[index + 1]?.stderr).toMatch(message));
});

const deep: Record<'python' | 'javascript', string> = {
  python:
    'def nest(depth):\n    value = []\n    for _ in range(depth - 1):\n        value = [value]\n    return value\n',
  javascript:
    'function nest(depth) {\n  let value = [];\n  for (let level = 1; level < depth; level++) value = [value];\n  return value;\n}\n',
};

test.each(['python', 'javascript'] as const)(
  'A2: %s says of a value nested too deeply that it is, in the submission’s own process',
  async (language) => {
    const result = await run(language, deep[language], [callOf('nest', 200), callOf('nest', 5_000)]);
    if (result.outcome !== 'completed') throw new Error(JSON.stringify(result));
    expect(result.tests.map(({ value }) => value !== null)).toEqual([true, false]);
    expect(result.tests[1]?.stderr).toContain('nested too deeply');
  },
);

const wrong: Record<Name, string> = {
  python: 'value = 1\nif value == 2\n    print(value)\n',
  javascript: 'const value = 1;\nif (value == 2 {\n}\n',
  typescript: 'const value = 1;\nconst text: string = value;\nconsole.log(text);\n',
  cpp: 'int main() {\n  int value = "text";\n}\n',
};

test.each(names)('GRD-4: %s tells the file and line of what does not compile', async (language) => {
  const result = await run(language, wrong[language], [{ kind: 'program', stdin: '' }]);
  expect(result.outcome).toBe('compile_error');
  const output = result.outcome === 'compile_error' ? result.compileOutput : '';
  expect(output).toMatch(new RegExp(`main\\.${extension[language]}(:|", line )2\\b`));
  expect(output).not.toMatch(/\/box|\/sandbox|node:internal/);
});

const failing: Record<Name, string> = {
  python: 'def inner():\n    raise ValueError("bad")\n\ninner()\n',
  javascript: 'function inner() {\n  throw new Error("bad");\n}\ninner();\n',
  typescript:
    'interface Erased { a: number }\nfunction inner(): void { const e: Erased = { a: 1 };\n  throw new Error(`bad${e.a - 1}`);\n}\ninner();\n',
  cpp: '#include <stdexcept>\nvoid inner() {\n  throw std::runtime_error("bad");\n}\nint main() { inner(); }\n',
};
const failingLine: Record<Name, RegExp> = {
  python: /File "main\.py", line 2, in inner/,
  javascript: /inner \(main\.js:2:/,
  typescript: /inner \(main\.ts:3:/,
  cpp: /at main\.cpp:3 in inner/,
};

test.each(names)(
  'GRD-4: %s tells the line of an exception, in frames of the submission only',
  async (language) => {
    const result = await run(language, failing[language], [{ kind: 'program', stdin: '' }]);
    if (result.outcome !== 'completed') throw new Error(JSON.stringify(result));
    const [first] = result.tests;
    expect(first?.ending === 'signalled' || first?.exitCode === 1).toBe(true);
    expect(first?.stderr).toContain('bad');
    expect(first?.stderr).toMatch(failingLine[language]);
    expect(first?.stderr).not.toMatch(/\/box|\/sandbox|node:internal/);
  },
);

test('GRD-1: several files of a submission find each other', async () => {
  const jobs: { language: Name; files: Record<string, string> }[] = [
    {
      language: 'python',
      files: {
        'main.py': 'from shapes.square import area\nprint(area(4))',
        'shapes/__init__.py': '',
        'shapes/square.py': 'def area(a):\n    return a * a\n',
      },
    },
    {
      language: 'javascript',
      files: {
        'main.js': 'const { area } = require("./square");\nconsole.log(area(4));',
        'square.js': 'exports.area = (a) => a * a;',
      },
    },
    {
      language: 'typescript',
      files: {
        'main.ts': 'import { area } from "./shapes/square";\nconsole.log(area(4));',
        'shapes/square.ts': 'export const area = (a: number): number => a * a;',
      },
    },
    {
      language: 'cpp',
      files: {
        'main.cpp': '#include <iostream>\n#include "square.h"\nint main() { std::cout << area(4) << "\\n"; }',
        'square.h': 'int area(int a);',
        'square.cpp': '#include "square.h"\nint area(int a) { return a * a; }',
      },
    },
  ];
  for (const { language, files } of jobs) {
    const sources = Object.entries(files).map(([name, content]) => ({ name, content }));
    const result = await sandbox.run({
      id: `files-${language}`,
      language,
      files: sources,
      tests: [{ kind: 'program', stdin: '' }],
      limits: testLimits,
    });
    expect(result.outcome === 'completed' ? result.tests.map(summary) : result).toEqual([
      { ...ordinary, stdout: '16\n' },
    ]);
  }
});

test('a name that begins with a dash is a file, not an option', async () => {
  const jobs: { language: Name; files: Record<string, string> }[] = [
    { language: 'python', files: { '-c.py': 'print(16)' } },
    { language: 'javascript', files: { '-e.js': 'console.log(16)' } },
    { language: 'cpp', files: { '-v.cpp': '#include <iostream>\nint main() { std::cout << 16 << "\\n"; }' } },
  ];
  for (const { language, files } of jobs) {
    const sources = Object.entries(files).map(([name, content]) => ({ name, content }));
    const result = await sandbox.run({
      id: `dash-${language}`,
      language,
      files: sources,
      tests: [{ kind: 'program', stdin: '' }],
      limits: testLimits,
    });
    expect(result.outcome === 'completed' ? result.tests.map(summary) : result).toEqual([
      { ...ordinary, stdout: '16\n' },
    ]);
  }
});

test('a Python file named like a module that is warm already is found first, as Python does it', async () => {
  const files = [
    { name: 'main.py', content: 'import random, harness\nprint(random.pick(), harness.NAME)' },
    { name: 'random.py', content: 'def pick():\n    return 4\n' },
    { name: 'harness.py', content: 'NAME = "mine"\n' },
  ];
  const result = await sandbox.run({
    id: 'shadow',
    language: 'python',
    files,
    tests: [{ kind: 'program', stdin: '' }],
    limits: testLimits,
  });
  expect(result.outcome === 'completed' ? result.tests.map(summary) : result).toEqual([
    { ...ordinary, stdout: '4 mine\n' },
  ]);
});

test('a Python traceback names the line of the submission that called into a library, not the library', async () => {
  const result = await run('python', 'import json\n\njson.loads("{")\n', [{ kind: 'program', stdin: '' }]);
  if (result.outcome !== 'completed') throw new Error(JSON.stringify(result));
  expect(result.tests[0]?.stderr).toMatch(
    /^Traceback \(most recent call last\):\n {2}File "main\.py", line 3, in <module>\n/,
  );
  expect(result.tests[0]?.stderr).not.toContain('/usr/lib');
});

test('GRD-2: every language says whether it is ready', async () => {
  expect(await sandbox.languages()).toEqual([
    { language: 'python', ready: true, reason: null },
    { language: 'javascript', ready: true, reason: null },
    { language: 'typescript', ready: true, reason: null },
    { language: 'cpp', ready: true, reason: null },
  ]);
});

test('each Python test draws numbers of its own, and is a process like any other: it may fork, and is not over before its threads', async () => {
  const content = `import os, random, threading, time
late = threading.Thread(target=lambda: (time.sleep(0.05), print("late", flush=True)))
late.start()
if os.fork() == 0:
    print("child", random.random() >= 0, flush=True)
    os._exit(0)
os.wait()
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print(random.random(), threading.current_thread() is threading.main_thread(), flush=True)
`;
  const tests: SandboxTest[] = [1, 2, 3].map(() => ({ kind: 'program', stdin: '' }));
  const result = await run('python', content, tests);
  const outputs = result.outcome === 'completed' ? result.tests.map(({ stdout }) => stdout) : [];
  const drawn = outputs.map((output) => {
    const [, number] = /^child True\n(0\.\d+(?:e-\d+)?) True\nlate\n$/.exec(output) ?? [];
    return number ?? output;
  });
  expect(drawn.every((number) => /^0\./.test(number))).toBe(true);
  expect(new Set(drawn).size).toBe(3);
});
