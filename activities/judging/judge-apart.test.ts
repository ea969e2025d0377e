import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';
import { expect, test } from 'vitest';
import type { SandboxTestResult } from '#sandbox/types.ts';
import { createJudge } from './judge-apart.ts';
import type { JudgedBy } from './judge.ts';

const judge = createJudge({ language: 'python', fileNames: ['main.py'] });

function testOf(changes: Partial<JudgedBy> = {}): JudgedBy {
  return {
    position: 3,
    name: 'a test',
    hidden: false,
    weight: 1,
    group: null,
    input: { stdin: '' },
    expected: { stdout: '3\n' },
    compare: 'trimmed',
    checker: null,
    ...changes,
  };
}

function resultOf(changes: Partial<SandboxTestResult> = {}): SandboxTestResult {
  return {
    ending: 'exited',
    exitCode: 0,
    signal: null,
    stdout: '3\n',
    stderr: '',
    outputCut: false,
    value: null,
    timeKind: null,
    cpuMs: 12.6,
    wallMs: 20,
    memoryKb: 9_000,
    ...changes,
  };
}

/** The process ids of what judges for this process, as Linux tells them. */
async function judgesAtWork(): Promise<number[]> {
  // Each thread has children of its own, and a test may run in any of them.
  const children = await Promise.all(
    (await readdir('/proc/self/task')).map((thread) =>
      readFile(`/proc/self/task/${thread}/children`, 'utf8'),
    ),
  );
  const commands = await Promise.all(
    children
      .flatMap((ids) => ids.split(' '))
      .filter(Boolean)
      .map(async (id) => ({ id: Number(id), command: await readFile(`/proc/${id}/cmdline`, 'utf8') })),
  );
  return commands.filter(({ command }) => command.includes('judging-child')).map(({ id }) => id);
}

const call = { input: { call: 'f', args: [] }, expected: { value: [1] } };
const nested = (depth: number): unknown => {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

test('GRD-4: a right answer is accepted, a wrong one comes with its difference, a crash with its place', async () => {
  expect(await judge(testOf(), resultOf())).toMatchObject({ position: 3, verdict: 'accepted', cpuMs: 13 });
  expect(await judge(testOf(), resultOf({ stdout: '4\n' }))).toMatchObject({
    verdict: 'wrong_answer',
    difference: { expected: '3', actual: '4' },
  });
  const stderr =
    'Traceback (most recent call last):\n  File "main.py", line 2, in <module>\nValueError: no\n';
  expect(await judge(testOf(), resultOf({ exitCode: 1, stderr }))).toMatchObject({
    verdict: 'runtime_error',
    message: 'ValueError in main.py, line 2: no',
  });
});

test.each([5_000, 30_000, 300_000])(
  'A2, H1: a value nested %i deep is a wrong answer of its own test, and the next is judged as ever',
  async (depth) => {
    const value = { json: nested(depth) };
    for (const compare of ['exact', 'unordered'])
      expect(await judge(testOf({ ...call, compare }), resultOf({ value }))).toMatchObject({
        verdict: 'wrong_answer',
        message: 'The answer could not be compared: it is nested too deeply or too large.',
      });
    expect(await judge(testOf(call), resultOf({ value: { json: [1] } }))).toMatchObject({
      verdict: 'accepted',
    });
  },
);

test('A2, H4: what takes longer than its time is a wrong answer of its own test, and holds nobody else up', async () => {
  const impatient = createJudge(
    { language: 'python', fileNames: [] },
    { deadlineMs: 1, secondDeadlineMs: 1, maxLostMs: 1 },
  );
  const long = 'word '.repeat(800_000);
  const hostile = impatient(
    testOf({ expected: { stdout: long }, compare: 'tokens' }),
    resultOf({ stdout: long }),
  );
  const others = Promise.all(Array.from({ length: 20 }, () => judge(testOf(), resultOf())));
  expect(await hostile).toMatchObject({
    verdict: 'wrong_answer',
    message: 'Comparing this answer took too long.',
    output: expect.stringMatching(/^word word/),
    outputCut: true,
  });
  expect(new Set((await others).map(({ verdict }) => verdict))).toEqual(new Set(['accepted']));
});

test('A2: what fills the memory ends only what judges it, and is a wrong answer of its own test', async () => {
  const impatient = createJudge(
    { language: 'python', fileNames: [] },
    { deadlineMs: 60_000, secondDeadlineMs: 60_000, maxLostMs: 1 },
  );
  const many = 'a '.repeat(32 << 20);
  expect(
    await impatient(testOf({ expected: { stdout: 'a' }, compare: 'tokens' }), resultOf({ stdout: many })),
  ).toMatchObject({ verdict: 'wrong_answer', message: expect.stringContaining('could not be compared') });
  expect(await judge(testOf(), resultOf())).toMatchObject({ verdict: 'accepted' });
});

test('A2: a test that ended by a limit or a crash keeps that verdict, whatever becomes of its text', async () => {
  const impatient = createJudge(
    { language: 'python', fileNames: [] },
    { deadlineMs: 0, secondDeadlineMs: 0, maxLostMs: 0, minDeadlineMs: 0 },
  );
  expect(await impatient(testOf(), resultOf({ ending: 'memory_limit' }))).toMatchObject({
    verdict: 'memory_limit',
  });
  expect(await impatient(testOf(), resultOf({ exitCode: 3 }))).toMatchObject({ verdict: 'runtime_error' });
});

test('a judge that somebody else killed is a fault of the host, never a verdict', async () => {
  const patient = createJudge({ language: 'python', fileNames: [] }, { deadlineMs: 60_000 });
  await judge(testOf(), resultOf());
  const before = await judgesAtWork();
  expect(before).not.toEqual([]);
  const long = 'word '.repeat(800_000);
  const judged = patient(
    testOf({ expected: { stdout: long }, compare: 'tokens' }),
    resultOf({ stdout: long }),
  );
  const over = judged.then(
    () => 'judged',
    (error: unknown) => error,
  );
  for (const child of before) process.kill(child, 'SIGKILL');
  expect(await over).toMatchObject({ name: 'SandboxFault', code: 'host_fault' });
  expect(await judge(testOf(), resultOf())).toMatchObject({ verdict: 'accepted' });
});
