import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { usualLimits } from '#domain/exercises/exercise-definition.ts';
import { findLanguage } from '#domain/languages/index.ts';
import { findLesson } from '#models/curriculum/find-lesson.ts';
import type { LessonBlockRow } from '#models/curriculum/find-lesson.ts';
import { beginRun } from '#models/processes/run-code.ts';
import { ApiError } from '#api/errors.ts';
import type { LessonRunBody } from '#api/schemas/run.ts';
import { checkSource } from '#api/source-checks.ts';
import type { CheckedSource } from '#api/source-checks.ts';
import type { Viewer } from '#api/viewer.ts';
import { refuseTooManyUnfinished } from '../../grading/unfinished-limits.ts';

/**
 * Takes a lesson's code, as a person edited it, to be run.
 * @throws ApiError NOT_FOUND without such a program in a published lesson, PAYLOAD_TOO_LARGE, QUOTA_EXCEEDED while too many of their runs are unfinished
 */
export async function acceptLessonRun(
  trx: Knex.Transaction,
  viewer: Viewer,
  lessonId: string,
  body: Static<typeof LessonRunBody>,
  limitBytes: number,
): Promise<{ runId: string; outboxId: string }> {
  const blocks = await blocksOf(trx, lessonId);
  const source = checkSource(programOf(blocks, body.block_id, body.code), limitBytes);
  await refuseTooManyUnfinished(trx, viewer.userId, 'runs');
  return beginRun(trx, {
    organisationId: viewer.organisationId,
    userId: viewer.userId,
    lessonId,
    ...source,
    stdin: body.stdin ?? '',
    limits: usualLimits,
  });
}

/** @throws ApiError NOT_FOUND without such a published lesson */
export async function blocksOf(trx: Knex.Transaction, lessonId: string): Promise<LessonBlockRow[]> {
  const found = await findLesson(trx, lessonId);
  if (!found) throw new ApiError('no_such_lesson');
  return found.blocks;
}

/**
 * A runnable block's language, and the code that goes in place of its own.
 * @throws ApiError NOT_FOUND without such a program
 */
export function programOf(blocks: LessonBlockRow[], blockId: string, code: string): CheckedSource {
  const block = blocks.find(({ id }) => id === blockId);
  const { language, runnable } = block?.content ?? {};
  if (!runnable || language === undefined) throw new ApiError('no_such_program');
  return { language, files: [{ name: mainFileOf(language), content: code }] };
}

/** What is stored was checked when it was: a language without a main file is a fault of ours. */
export function mainFileOf(language: string): string {
  const known = findLanguage(language);
  if (!known) throw new Error(`“${language}” of a lesson's program is no language of ours.`);
  return known.mainFile;
}
