import { expect, test } from 'vitest';
import type { ContainerEnd } from './container.ts';
import type { RunnerFrame } from './result-frames.ts';
import { runContainer } from './run-container.ts';
import { createSandbox } from './create-sandbox.ts';
import { docker, freshLabel, testLimits } from './testing.ts';
import type { SandboxTestResult } from './types.ts';

const limits = { cpuMs: 1_000, wallMs: 1_000, memoryKb: 65_536, outputKb: 64 };
const job = {
  files: [],
  compile: [],
  compileLimits: limits,
  run: ['main.py'],
  environment: [],
  limits,
  tests: [],
  feedbackFile: '',
};
const result: SandboxTestResult = {
  ending: 'exited',
  exitCode: 0,
  signal: null,
  stdout: 'x',
  stderr: '',
  outputCut: false,
  value: null,
  timeKind: null,
  cpuMs: 1,
  wallMs: 1,
  memoryKb: 1,
};

test('A3: a container is read no faster than its results are taken, and keeps none that are only told', async () => {
  const steps: string[] = [];
  const ended = Promise.withResolvers<ContainerEnd & { trouble: string }>();
  let emit: (frame: RunnerFrame) => void = () => undefined;
  const container = {
    id: 'one',
    send: () => undefined,
    listen: (_largest: number, listener: (frame: RunnerFrame) => void) => void (emit = listener),
    pause: () => void steps.push('pause'),
    resume: () => void steps.push('resume'),
    ended: ended.promise,
    destroy: () => Promise.resolve(),
  };
  const taken = [0, 1].map(() => Promise.withResolvers<void>());
  const run = runContainer(container, job, {
    keepTests: false,
    onTest: (index) => {
      steps.push(`test ${index}`);
      return taken[index]!.promise;
    },
  });
  emit({ kind: 'test', index: 0, result });
  emit({ kind: 'test', index: 1, result });
  expect(steps).toEqual(['test 0', 'pause', 'test 1']);
  taken[1]!.resolve();
  taken[0]!.resolve();
  await expect.poll(() => steps.at(-1)).toBe('resume');
  emit({ kind: 'end' });
  expect(await run).toMatchObject({ tests: [], testsRun: 2, broken: null });
  ended.resolve({ told: true, statusCode: 0, trouble: '' });
});

test('A3: results that are taken slowly are all taken, though their container is gone by then', async () => {
  const label = freshLabel('slow');
  const sandbox = createSandbox({ docker, label, slots: 1 });
  await sandbox.prepare(['python']);
  const isGone = async () =>
    (await docker.listContainers({ all: true, filters: { label: [`waymark.sandbox=${label}`] } })).length ===
    0;
  const seen: string[] = [];
  // Longer than what a container wrote last is waited for where somebody reads.
  let goneAt: number | undefined;
  const isGoneForLong = async () => {
    if (await isGone()) goneAt ??= performance.now();
    return goneAt !== undefined && performance.now() - goneAt > 2_000;
  };
  try {
    const ran = await sandbox.run(
      {
        id: 'slow',
        language: 'python',
        files: [{ name: 'main.py', content: 'print(input() * 1000)' }],
        tests: ['a', 'b', 'c'].map((stdin) => ({ kind: 'program' as const, stdin })),
        limits: testLimits,
      },
      {
        keepTests: false,
        onTest: async (index, { stdout }) => {
          if (index === 0) await expect.poll(isGoneForLong, { timeout: 30_000 }).toBe(true);
          seen.push(stdout.slice(0, 1));
        },
      },
    );
    expect(ran).toMatchObject({ outcome: 'completed', tests: [] });
    expect([...seen].sort()).toEqual(['a', 'b', 'c']);
  } finally {
    await sandbox.close();
  }
});
