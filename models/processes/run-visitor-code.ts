import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { ExerciseLimits, SourceFile } from '#domain/exercises/exercise-definition.ts';
import { runVisitorCodeProcess } from '#domain/processes/run-visitor-code.ts';
import { Run } from '../grading/run.ts';
import { beginProcess } from './begin-process.ts';

/** A program with what it reads, or one that is tried against an exercise's visible tests. */
export type VisitorProgram = { language: string; files: SourceFile[] } & (
  { stdin: string; limits: ExerciseLimits } | { exerciseId: string; versionId: string }
);
export type VisitorRunWish = VisitorProgram & { organisationId: string; lessonId: string };

/**
 * Begins a run of somebody who is not signed in: its row, which names nobody, and its process, in the caller's transaction and organisation scope.
 * @returns the token that alone lets its visitor read it; the database knows only its hash
 */
export async function beginVisitorRun(
  trx: Knex.Transaction,
  wish: VisitorRunWish,
): Promise<{ token: string; outboxId: string }> {
  const { organisationId } = wish;
  const token = randomBytes(32).toString('base64url');
  const run = await Run.query(trx).insert({
    organisation_id: organisationId,
    lesson_id: wish.lessonId,
    token_hash: hashOfRunToken(token),
    language: wish.language,
    files: wish.files,
    ...('limits' in wish
      ? { stdin: wish.stdin, limits: wish.limits }
      : { exercise_id: wish.exerciseId, exercise_version_id: wish.versionId }),
  });
  const outboxId = await beginProcess(trx, runVisitorCodeProcess, {
    organisationId,
    userId: null,
    subject: { type: 'run', id: run.id },
    input: { organisationId, runId: run.id },
  });
  return { token, outboxId };
}

/** What the database keeps of a visitor's token: it is drawn from 2^256, so its hash needs no secret. */
export const hashOfRunToken = (token: string): string => createHash('sha256').update(token).digest('hex');
