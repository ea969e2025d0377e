import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { usualLimits } from '#domain/exercises/exercise-definition.ts';
import { findLanguage } from '#domain/languages/index.ts';
import { findLesson } from '#models/curriculum/find-lesson.ts';
import type { LessonBlockRow } from '#models/curriculum/find-lesson.ts';
import { findGradable } from '#models/exercises/find-gradable.ts';
import { beginRun } from '#models/processes/run-code.ts';
import type { VisitorProgram } from '#models/processes/run-visitor-code.ts';
import { ApiError } from '#api/errors.ts';
import type { LessonRunBody, VisitorRunBody } from '#api/schemas/run.ts';
import { checkSource, refuseLanguage } from '#api/source-checks.ts';
import type { CheckedSource } from '#api/source-checks.ts';
import type { Viewer } from '#api/viewer.ts';
import { refuseWithoutVisibleTest } from '../../grading/runs/accept.ts';
import { refuseTooManyUnfinished } from '../../grading/unfinished-limits.ts';

/** What visitors send is a few lines of a lesson that they changed. */
const visitorSourceBytes = 16_000;

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

/**
 * Checks the same for somebody who is not signed in, who may also try an exercise of the lesson against its visible tests.
 * @throws ApiError NOT_FOUND, PAYLOAD_TOO_LARGE, VALIDATION_ERROR for a language the exercise has not
 */
export async function checkVisitorRun(
  trx: Knex.Transaction,
  lessonId: string,
  body: Static<typeof VisitorRunBody>,
): Promise<VisitorProgram> {
  const blocks = await blocksOf(trx, lessonId);
  const program =
    'exercise' in body
      ? await exerciseOf(trx, blocks, body)
      : {
          ...programOf(blocks, body.block_id, body.code),
          stdin: body.stdin ?? '',
          limits: usualLimits,
        };
  checkSource(program, visitorSourceBytes);
  return program;
}

async function blocksOf(trx: Knex.Transaction, lessonId: string): Promise<LessonBlockRow[]> {
  const found = await findLesson(trx, lessonId);
  if (!found) throw new ApiError('no_such_lesson');
  return found.blocks;
}

/** A runnable block's language, and the code that goes in place of its own. */
function programOf(blocks: LessonBlockRow[], blockId: string, code: string): CheckedSource {
  const block = blocks.find(({ id }) => id === blockId);
  const { language, runnable } = block?.content ?? {};
  if (!runnable || language === undefined) throw new ApiError('no_such_program');
  return { language, files: [{ name: mainFileOf(language), content: code }] };
}

async function exerciseOf(
  trx: Knex.Transaction,
  blocks: LessonBlockRow[],
  { exercise: slug, language, code }: { exercise: string; language: string; code: string },
) {
  const stands = blocks.some(({ exercise_slug }) => exercise_slug === slug);
  const exercise = stands ? await findGradable(trx, slug) : undefined;
  if (!exercise) throw new ApiError('exercise_not_in_lesson', { exercise: slug });
  refuseLanguage(language, exercise.languages);
  await refuseWithoutVisibleTest(trx, exercise.version_id);
  const files = [{ name: mainFileOf(language), content: code }];
  return { exerciseId: exercise.id, versionId: exercise.version_id, language, files };
}

/** What is stored was checked when it was: a language without a main file is a fault of ours. */
function mainFileOf(language: string): string {
  const known = findLanguage(language);
  if (!known) throw new Error(`“${language}” of a lesson's program is no language of ours.`);
  return known.mainFile;
}
