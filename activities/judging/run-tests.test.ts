import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { CheckerFailedError } from '#sandbox/sandbox-fault.ts';
import type { CheckerJob, Sandbox, SandboxTestResult } from '#sandbox/types.ts';
import type { JudgedBy, TestOutcome } from './judge.ts';
import { runTests } from './run-tests.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const limits = { cpu_ms: 1_000, wall_ms: 2_000, memory_kb: 65_536, output_kb: 4_096 };

function testsOf(count: number, changes: Partial<JudgedBy> = {}): JudgedBy[] {
  return Array.from({ length: count }, (_each, position) => ({
    position,
    name: `test ${position}`,
    hidden: false,
    weight: 1,
    group: null,
    input: { stdin: '' },
    expected: { stdout: 'x' },
    compare: 'trimmed',
    checker: null,
    ...changes,
  }));
}

const checker = { language: 'python' as const, files: [{ name: 'main.py', content: '' }] };

/** A sandbox that gives each test the output that is asked for, one after another, as far as results are taken. */
function sandboxOf(
  outputOf: (index: number) => string,
  check: (job: CheckerJob) => ReturnType<Sandbox['check']> = () => Promise.resolve([]),
) {
  const results: WeakRef<SandboxTestResult>[] = [];
  let underWay = 0;
  let maxUnderWay = 0;
  const sandbox: Sandbox = {
    async run(job, options) {
      for (let index = 0; index < job.tests.length; index += 1) {
        const result: SandboxTestResult = {
          ending: 'exited',
          exitCode: 0,
          signal: null,
          stdout: outputOf(index),
          stderr: '',
          outputCut: false,
          value: null,
          timeKind: null,
          cpuMs: 1,
          wallMs: 1,
          memoryKb: 1,
        };
        results.push(new WeakRef(result));
        maxUnderWay = Math.max(maxUnderWay, ++underWay);
        await options?.onTest?.(index, result);
        underWay -= 1;
      }
      return { outcome: 'completed', compileOutput: '', tests: [], imageDigest: 'sha256:0' };
    },
    check,
    languages: () => Promise.resolve([]),
    prepare: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const heldResults = () => results.filter((each) => each.deref()).length;
  return { sandbox, heldResults, maxUnderWay: () => maxUnderWay };
}

const run = (sandbox: Sandbox, tests: JudgedBy[], onOutcome?: (outcome: TestOutcome) => void) =>
  runTests(
    sandbox,
    { id: 'run', language: 'python', files: [], limits, tests },
    { signal: new AbortController().signal, ...(onOutcome && { onOutcome }) },
  );

test('A3: of many large outputs none is held once its test is judged, and they are taken one at a time', async () => {
  const { sandbox, heldResults, maxUnderWay } = sandboxOf((index) => `${index}\n`.repeat(100_000));
  let held = 0;
  const { outcomes } = await run(sandbox, testsOf(40), ({ position }) => {
    if (position % 20 !== 19) return;
    collectGarbage();
    held = Math.max(held, heldResults());
  });
  expect(outcomes).toHaveLength(40);
  expect(outcomes.every(({ output }) => output!.length === 8_192)).toBe(true);
  // The one that was just judged, and what the collector has not got to yet.
  expect(held).toBeLessThan(5);
  expect(maxUnderWay()).toBe(1);
});

test('A3: of outputs for a checker only so much is kept as its containers take, in batches', async () => {
  const batches: number[] = [];
  const { sandbox } = sandboxOf(
    () => 'y'.repeat(4 << 20),
    ({ cases }) => {
      batches.push(cases.length);
      return Promise.resolve(cases.map(() => ({ decision: 'accepted' as const, message: '' })));
    },
  );
  const { outcomes } = await run(sandbox, testsOf(40, { compare: 'checker', checker }));
  expect(batches.every((count) => count <= 4)).toBe(true);
  expect(outcomes.filter(({ verdict }) => verdict === 'accepted')).toHaveLength(32);
  expect(outcomes.at(-1)).toMatchObject({
    verdict: 'output_limit',
    message: 'The outputs of all tests together are too large for the checker.',
  });
});

test('K11: an output at which the checker fails is a wrong answer in words; its author is told how', async () => {
  const { sandbox } = sandboxOf(
    (index) => `${index}`,
    ({ cases }) =>
      Promise.resolve(
        cases.map(({ output }) =>
          output === '1'
            ? { decision: 'failed' as const, message: 'ValueError' }
            : { decision: 'accepted' as const, message: '' },
        ),
      ),
  );
  const { outcomes } = await run(sandbox, testsOf(3, { compare: 'checker', checker }));
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(['accepted', 'wrong_answer', 'accepted']);
  expect(outcomes[1]).toMatchObject({
    message: 'The checker could not read this output.',
    checkerFailure: 'ValueError',
  });
});

test('K11: a test that is to be judged by a checker and has none is ours to mend', async () => {
  const { sandbox } = sandboxOf(() => 'x');
  await expect(run(sandbox, testsOf(1, { compare: 'checker' }))).rejects.toThrow(CheckerFailedError);
});
