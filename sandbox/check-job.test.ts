import { expect, test } from 'vitest';
import { checkJob, fileNameProblem } from './check-job.ts';
import { InvalidJobError } from './sandbox-fault.ts';
import { testLimits } from './testing.ts';

test.each(['main.py', 'src/deep/main.py', 'ünïcode name.py', '.hidden', '...', 'a..b'])(
  '%j is a file name',
  (name) => {
    expect(fileNameProblem(name)).toBeNull();
  },
);

test.each([
  '',
  '/etc/passwd',
  '../up.py',
  'a/../b',
  './a',
  'a//b',
  'a/',
  '.',
  '..',
  'nul\0.py',
  'new\nline',
  'back\\slash',
  'x'.repeat(256),
  '\ud800',
])('GRD-6: the file name %j is refused', (name) => {
  expect(fileNameProblem(name)).toEqual(expect.any(String));
});

const file = (name: string, content = ''): { name: string; content: string } => ({ name, content });
const program = { mode: 'program' as const, input: '', files: [] };

test.each([
  ['without files', [], [program], {}],
  ['with the same name twice', [file('a'), file('a')], [program], {}],
  ['with a file that is a folder too', [file('a'), file('a/b')], [program], {}],
  ['with too many files', Array.from({ length: 501 }, (_, index) => file(`f${index}`)), [program], {}],
  ['with too much source', [file('a', 'x'.repeat((8 << 20) + 1))], [program], {}],
  ['with programs and calls', [file('a')], [program, { ...program, mode: 'call' as const }], {}],
  ['with no time', [file('a')], [program], { cpuMs: 0 }],
  ['with a limit that is no number', [file('a')], [program], { wallMs: Number.NaN }],
  ['with endless output', [file('a')], [program], { outputKb: 1 << 20 }],
])('a job %s is refused', (_title, files, tests, limits) => {
  expect(() => checkJob({ files, limits: { ...testLimits, ...limits } }, tests)).toThrow(InvalidJobError);
});
