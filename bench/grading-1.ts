import { MockActivityEnvironment } from '@temporalio/testing';
import { createGradingActivities } from '#activities/grade-submission.ts';
import type { GradingInput } from '#activities/grade-submission.ts';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { GradingOutcome } from '#domain/grading/grading-outcome.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { beginGrading } from '#models/processes/grade-submission.ts';
import { publishExercise, sumInPython } from '#workers/testing/exercise.ts';
import { coldRun } from './grading-1-sandbox.ts';
import { imageName } from '#sandbox/images.ts';
import { findLanguage } from '#sandbox/languages/index.ts';
import type { Bench, Figure } from './figure.ts';
import { withSandbox } from './sandbox-for-bench.ts';
import { median, percentile, timed } from './statistics.ts';

const name = 'grading-1';

/**
 * The grade activity over one trivial test: from its start to the stored result, in a warm container and on a real database
 * (whose commits do not wait for the disk, as in tests), beside a hardened cold `docker run`.
 */
export const bench: Bench = {
  name,
  run: async ({ quick, report }) => {
    const database = await createTestDatabase();
    const [owner, grader] = [
      openDatabase(database.ownerUrl),
      openDatabase(database.graderUrl, { pipeline: true }),
    ];
    try {
      const queue = await prepareQueue(owner);
      return await withSandbox({ slots: 1, warm: 2 }, async ({ docker, label, sandbox, warm }) => {
        const image = await imageName(findLanguage('python'));
        const { grade } = createGradingActivities({ database: grader, sandbox });
        const [ours, cold]: [number[], number[]] = [[], []];
        const rounds = quick ? 3 : 200;
        for (let round = 0; round < rounds; round++) {
          if (round % 10 === 0) cold.push(await timed(() => coldRun(docker, label, image)));
          const input = await queue();
          await warm();
          ours.push(
            await timed(async () => {
              const { verdict } = await new MockActivityEnvironment().run<
                [GradingInput],
                GradingOutcome,
                typeof grade
              >(grade, input);
              if (verdict !== 'accepted') throw new Error(`The verdict was ${verdict}.`);
            }),
          );
          if (round % 50 === 49) report(`${round + 1} of ${rounds}`);
        }
        return figures(ours, median(cold));
      });
    } finally {
      await Promise.all([owner.destroy(), grader.destroy()]);
      await database.drop();
    }
  },
};

function figures(ours: number[], cold: number): Figure[] {
  const [p50, p99] = [median(ours), percentile(ours, 0.99)];
  const common = { bench: name, unit: 'ms' };
  return [
    {
      ...common,
      metric: 'p50',
      value: p50,
      baseline: null,
      baselineValue: null,
      reach: '≤ 20 ms',
      reached: p50 <= 20,
    },
    {
      ...common,
      metric: 'p99',
      value: p99,
      baseline: 'its p50',
      baselineValue: p50,
      reach: '≤ 3',
      reached: p99 <= 3 * p50,
    },
    {
      ...common,
      metric: 'p50',
      value: p50,
      baseline: 'hardened cold docker run',
      baselineValue: cold,
      reach: '≤ 0.12',
      reached: p50 <= 0.12 * cold,
    },
  ];
}

/** @returns queues one right submission of an exercise with one test */
async function prepareQueue(owner: ReturnType<typeof openDatabase>): Promise<() => Promise<GradingInput>> {
  const [organisation] = await owner('organisations')
    .insert({ slug: 'bench', name: 'Bench' })
    .returning<{ id: string }[]>('id');
  const [person] = await owner('users')
    .insert({ name: 'Bench', email: 'bench@example.com' })
    .returning<{ id: string }[]>('id');
  const [organisationId, authorId] = [organisation!.id, person!.id];
  await owner('memberships').insert({ organisation_id: organisationId, user_id: authorId, role: 'student' });
  const { exerciseId, versionId } = await publishExercise(
    owner,
    { organisationId, authorId },
    { ...sumInPython, tests: sumInPython.tests.slice(0, 1) },
  );
  let attempt = 0;
  return () =>
    inOrganisation(owner, organisationId, async (trx) => {
      const row = {
        organisation_id: organisationId,
        exercise_id: exerciseId,
        exercise_version_id: versionId,
        user_id: authorId,
        language: 'python',
        attempt: ++attempt,
      };
      const files = JSON.stringify([{ name: 'main.py', content: 'print(sum(map(int, input().split())))\n' }]);
      const [submission] = await trx('submissions')
        .insert({ ...row, files })
        .returning<{ id: string }[]>('id');
      const { gradingId } = await beginGrading(trx, {
        organisationId,
        submissionId: submission!.id,
        reason: 'first',
        requestedBy: authorId,
      });
      return { organisationId, gradingId };
    });
}
