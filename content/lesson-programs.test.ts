import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nothingExpected } from '#activities/running/run-row.ts';
import { runTests } from '#activities/judging/run-tests.ts';
import { dockerForTest } from '#dev/testing/docker.ts';
import { usualLimits } from '#domain/exercises/exercise-definition.ts';
import { findLanguage, gradableLanguages } from '#domain/languages/index.ts';
import { createSandbox } from '#sandbox/index.ts';
import type { Sandbox, SandboxTestResult } from '#sandbox/index.ts';
import { readOrganisation } from './reading/read-organisation.ts';

const contents = await Promise.all(
  ['demo', 'other'].map((name) => readOrganisation(path.join(import.meta.dirname, name))),
);
const lessons = contents.flatMap(({ courses }) => courses).flatMap((course) => course.lessons);
const programs = lessons.flatMap(({ slug, blocks }) =>
  blocks
    .flatMap((block) => (block.kind === 'code' && block.runnable ? [block] : []))
    .map((block, index) => ({ ...block, name: `${slug}, program ${index + 1}` })),
);

let sandbox: Sandbox;
beforeAll(async () => {
  const { socket, label } = await dockerForTest();
  sandbox = createSandbox({ docker: { socketPath: socket }, label, slots: 2 });
  await sandbox.prepare([...gradableLanguages]);
});
afterAll(() => sandbox.close());

test('D22: every lesson has programs that can be run', () => {
  const without = lessons.filter(
    ({ blocks }) => !blocks.some((block) => block.kind === 'code' && block.runnable),
  );
  expect(without.map(({ slug }) => slug)).toEqual([]);
});

// On a busy machine several wait for a slot at once.
test.concurrent.each(programs)(
  'D22: $name runs without an error and shows something',
  {
    timeout: 300_000,
  },
  async ({ language, code, input }) => {
    const results: SandboxTestResult[] = [];
    const files = [{ name: findLanguage(language)!.mainFile, content: code }];
    const tests = [nothingExpected({ name: 'the lesson’s', input: { stdin: input ?? '' } }, 0)];
    const { ended } = await runTests(
      sandbox,
      { id: `lesson-${crypto.randomUUID()}`, language, files, limits: usualLimits, tests },
      { signal: AbortSignal.timeout(240_000), onResult: (_index, result) => void results.push(result) },
    );
    expect(ended).not.toMatchObject({ outcome: 'compile_error' });
    expect(results).toMatchObject([{ exitCode: 0, stderr: '' }]);
    expect(results[0]!.stdout).not.toBe('');
  },
);
