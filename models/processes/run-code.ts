import type { Knex } from 'knex';
import type { ExerciseLimits, SourceFile } from '#domain/exercises/exercise-definition.ts';
import { runCodeProcess } from '#domain/processes/run-code.ts';
import { Run } from '../grading/run.ts';
import type { TrialTest } from '../grading/run.ts';
import { beginProcess } from './begin-process.ts';

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
  /** Code of a lesson, as the person edited it. */
  | { lessonId: string; stdin: string; limits: ExerciseLimits }
);

/** Begins one free run: its row and its process, in the caller's transaction and organisation scope. */
export async function beginRun(
  trx: Knex.Transaction,
  wish: RunWish,
): Promise<{ runId: string; outboxId: string }> {
  const { organisationId, userId } = wish;
  const run = await Run.query(trx).insert({
    organisation_id: organisationId,
    user_id: userId,
    language: wish.language,
    files: wish.files,
    ...whatRuns(wish),
  });
  const outboxId = await beginProcess(trx, runCodeProcess, {
    organisationId,
    userId,
    subject: { type: 'run', id: run.id },
    input: { organisationId, runId: run.id },
  });
  return { runId: run.id, outboxId };
}

function whatRuns(wish: RunWish) {
  if ('tests' in wish) return { tests: wish.tests, limits: wish.limits };
  if ('lessonId' in wish) return { lesson_id: wish.lessonId, stdin: wish.stdin, limits: wish.limits };
  return { exercise_id: wish.exerciseId, exercise_version_id: wish.versionId, stdin: wish.stdin };
}
