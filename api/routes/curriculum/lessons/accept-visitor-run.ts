import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { usualLimits } from '#domain/exercises/exercise-definition.ts';
import type { LessonBlockRow } from '#models/curriculum/find-lesson.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findGradable } from '#models/exercises/find-gradable.ts';
import { beginVisitorRun } from '#models/processes/run-visitor-code.ts';
import type { VisitorProgram } from '#models/processes/run-visitor-code.ts';
import { refuseWhenBacklogged } from '#api/back-pressure.ts';
import { ApiError } from '#api/errors.ts';
import type { VisitorRunBody } from '#api/schemas/run.ts';
import { checkSource, refuseLanguage } from '#api/source-checks.ts';
import { refuseWithoutVisibleTest } from '../../grading/runs/accept.ts';
import { blocksOf, mainFileOf, programOf } from './accept-run.ts';
import { refuseTooManyVisitors, refuseWhileVisitorsBusy } from './visitor-limit.ts';

/** What visitors send is a few lines of a lesson that they changed. */
const visitorSourceBytes = 16_000;

/**
 * Takes what somebody who is not signed in wants to have run, of a lesson of the public organisation. What is refused for any other reason is not counted.
 * @param count counts the run for its visitor, and refuses it when they had theirs. It takes a connection of its own, so it is not called with one in hand
 * @returns the token that alone reads the result, and the outbox row to dispatch
 * @throws ApiError NOT_FOUND, PAYLOAD_TOO_LARGE, VALIDATION_ERROR for a language the exercise has not, QUOTA_EXCEEDED while other visitors' code runs, RATE_LIMITED
 */
export async function acceptVisitorRun(
  app: FastifyInstance,
  lessonId: string,
  body: Static<typeof VisitorRunBody>,
  count: () => Promise<void>,
): Promise<{ token: string; language: string; outboxId: string }> {
  const organisationId = await app.publicOrganisationId();
  const inScope = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
    inOrganisation(app.database, organisationId, work);
  const program = await inScope(async (trx) => {
    await refuseWhenBacklogged(app, trx);
    const checked = await checkVisitorRun(trx, lessonId, body);
    await refuseWhileVisitorsBusy(trx);
    return checked;
  });
  await count();
  const begun = await inScope(async (trx) => {
    await refuseTooManyVisitors(trx);
    return beginVisitorRun(trx, { organisationId, lessonId, ...program });
  });
  return { ...begun, language: program.language };
}

/** A program of the lesson, or a try of an exercise that stands in it against its visible tests. */
async function checkVisitorRun(
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
