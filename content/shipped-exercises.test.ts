import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTests } from '#activities/judging/run-tests.ts';
import { dockerForTest } from '#dev/testing/docker.ts';
import type {
  ExerciseDefinition,
  ExerciseLanguage,
  SourceFile,
} from '#domain/exercises/exercise-definition.ts';
import { gradableKinds } from '#domain/exercises/gradable-kinds.ts';
import { gradableLanguages } from '#domain/languages/index.ts';
import { overallVerdict } from '#domain/grading/verdict.ts';
import { createSandbox } from '#sandbox/index.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { readOrganisation } from './reading/read-organisation.ts';

const contents = await Promise.all(
  ['demo', 'other'].map((name) => readOrganisation(path.join(import.meta.dirname, name))),
);
const exercises = contents.flatMap((content) => content.exercises);
const [demo] = contents;

describe('shipped content', () => {
  test('GRD-1: Python foundations has 8 lessons and at least 15 exercises of every kind that can be graded', () => {
    const course = demo!.courses.find(({ slug }) => slug === 'python-foundations')!;
    expect(course.lessons).toHaveLength(8);
    const slugs = new Set(
      course.lessons.flatMap(({ blocks }) =>
        blocks.flatMap((block) => (block.kind === 'exercise' ? [block.slug] : [])),
      ),
    );
    const inCourse = demo!.exercises.filter(({ slug }) => slugs.has(slug));
    expect(inCourse.length).toBeGreaterThanOrEqual(15);
    expect(new Set(inCourse.map(({ kind }) => kind))).toEqual(new Set(gradableKinds));
  });

  test('CUR-2: every lesson is worth reading: prose with worked code, exercises, and questions to check oneself; no exercise is without a lesson', () => {
    const used = new Set<string>();
    for (const { slug, blocks } of contents
      .flatMap(({ courses }) => courses)
      .flatMap(({ lessons }) => lessons)) {
      const prose = blocks.flatMap((block) => (block.kind === 'text' ? [block.markdown] : [])).join('\n');
      for (const block of blocks) if (block.kind === 'exercise') used.add(block.slug);
      expect(
        blocks.map(({ kind }) => kind),
        slug,
      ).toEqual(expect.arrayContaining(['text', 'code', 'exercise']));
      expect(prose, slug).toContain('## Check yourself');
      expect(prose, slug).toContain('*Answers.*');
    }
    expect(exercises.map(({ slug }) => slug).filter((slug) => !used.has(slug))).toEqual([]);
  });

  test('GRD-2: each language has three exercises, and sum-two-numbers is in all of them', () => {
    for (const language of gradableLanguages)
      expect(exercises.filter(({ languages }) => languages.includes(language)).length).toBeGreaterThanOrEqual(
        3,
      );
    expect(exercises.find(({ slug }) => slug === 'sum-two-numbers')!.languages).toEqual(gradableLanguages);
  });

  test('GRD-3: visible and hidden tests, weights, groups and every kind of comparison occur', () => {
    const tests = exercises.flatMap((exercise) => exercise.tests);
    expect(new Set(tests.map(({ compare }) => compare.split(':')[0]))).toEqual(
      new Set(['exact', 'trimmed', 'tokens', 'float', 'unordered', 'checker']),
    );
    expect(tests.some(({ weight, group }) => weight > 1 && group !== null)).toBe(true);
    for (const exercise of exercises) {
      expect(
        exercise.tests.some(({ hidden }) => hidden),
        exercise.slug,
      ).toBe(true);
      expect(
        exercise.tests.some(({ hidden }) => !hidden),
        exercise.slug,
      ).toBe(true);
      expect(exercise.hints, exercise.slug).not.toEqual([]);
    }
  });
});

// On a busy machine several wait for a slot at once.
describe.concurrent('each exercise, run as a submission would be', { timeout: 300_000 }, () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    const { socket, label } = await dockerForTest();
    sandbox = createSandbox({ docker: { socketPath: socket }, label, slots: 2 });
    await sandbox.prepare([...gradableLanguages]);
  });

  afterAll(() => sandbox.close());

  const pairs = exercises.flatMap((exercise) =>
    exercise.languages.map((language) => ({ exercise, language })),
  );

  test.each(pairs)(
    '$exercise.slug in $language: its solution is accepted, its starter is not',
    async ({ exercise, language }) => {
      expect(await verdictOf(exercise, language, exercise.solution[language]!)).toEqual({
        verdict: 'accepted',
        failed: [],
      });
      expect((await verdictOf(exercise, language, exercise.starter[language]!)).verdict).not.toBe('accepted');
    },
  );

  async function verdictOf(exercise: ExerciseDefinition, language: ExerciseLanguage, files: SourceFile[]) {
    const tests = exercise.tests.map((definition, position) => ({ ...definition, position }));
    const run = { id: `content-${crypto.randomUUID()}`, language, files, limits: exercise.limits, tests };
    const { ended, outcomes } = await runTests(sandbox, run, { signal: AbortSignal.timeout(240_000) });
    if (ended.outcome === 'compile_error') return { verdict: 'compile_error', failed: [ended.compileOutput] };
    const failed = outcomes
      .filter(({ verdict }) => verdict !== 'accepted')
      .map(({ position, verdict, message }) => `${tests[position]!.name}: ${verdict}: ${message}`);
    return { verdict: overallVerdict(outcomes), failed };
  }
});
