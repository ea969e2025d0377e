import type { Knex } from 'knex';
import type { ExerciseLimits, SourceFile } from '#domain/exercises/exercise-definition.ts';
import { Run } from '#models/grading/run.ts';
import type { TrialTest } from '#models/grading/run.ts';
import { enqueue } from './outbox.ts';
import { runCodeId } from './workflow-ids.ts';

export type RunWish = {
  organisationId: string;
  userId: string;
  language: string;
  files: SourceFile[];
} & (
  | {
      exerciseId: string;
      versionId: string;
      /** null: the visible tests run instead of input of one's own. */
      stdin: string | null;
    }
  /** An author's trial: what does a solution give for these inputs? */
  | { tests: TrialTest[]; limits: ExerciseLimits }
);

/** Begins one free run: its row and its outbox row, in the caller's transaction and organisation scope. */
export async function queueRun(
  trx: Knex.Transaction,
  wish: RunWish,
): Promise<{ runId: string; outboxId: string }> {
  const { organisationId, userId } = wish;
  const run = await Run.query(trx).insert({
    organisation_id: organisationId,
    user_id: userId,
    language: wish.language,
    files: wish.files,
    ...('tests' in wish
      ? { tests: wish.tests, limits: wish.limits }
      : { exercise_id: wish.exerciseId, exercise_version_id: wish.versionId, stdin: wish.stdin }),
  });
  const outboxId = await enqueue(trx, {
    organisationId,
    kind: 'start',
    workflowType: 'runCode',
    workflowId: runCodeId(run.id),
    start: { organisationId, runId: run.id },
    searchAttributes: { process: 'run-code', user: userId },
  });
  return { runId: run.id, outboxId };
}
