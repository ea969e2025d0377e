import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import type { OutlineLesson } from '#domain/curriculum/outline.ts';
import { Enrolment } from '#models/curriculum/enrolment.ts';
import { findLesson } from '#models/curriculum/find-lesson.ts';
import type { LessonBlockRow, LessonRow } from '#models/curriculum/find-lesson.ts';
import { findOutlines } from '#models/curriculum/find-outlines.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { acceptProcess } from '#api/accept-process.ts';
import { refuseWhenBacklogged } from '#api/back-pressure.ts';
import { ApiError } from '#api/errors.ts';
import { ById, LessonDetail } from '#api/schemas/course.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { LessonRunBody, RunDetail, VisitorRun, VisitorRunBody } from '#api/schemas/run.ts';
import { viewerOf } from '#api/viewer.ts';
import { readRun } from '../../grading/runs/read.ts';
import { presentOutline, presentOutlineExercise } from '../courses/present.ts';
import { acceptLessonRun } from './accept-run.ts';
import { acceptVisitorRun } from './accept-visitor-run.ts';

/** Lessons: to read, and to run their code. */
export default (async (app) => {
  app.get(
    '/:id',
    {
      schema: {
        operationId: 'getLesson',
        summary: 'A lesson with its blocks, its neighbours and one’s own progress',
        tags: ['curriculum'],
        params: ById,
        response: { 200: SuccessOf(LessonDetail) },
      },
      config: { permission: 'lessons.read' },
    },
    async (request) => {
      const { organisationId, userId } = viewerOf(request);
      const found = await inOrganisation(app.database, organisationId, (trx) =>
        readLesson(trx, request.params.id, userId),
      );
      return success(presentLesson(found));
    },
  );

  app.post(
    '/:id/runs',
    {
      schema: {
        operationId: 'runLessonCode',
        summary: 'Run a program of a lesson, as one edited it; kept for an hour',
        tags: ['curriculum'],
        params: ById,
        body: LessonRunBody,
        response: { 202: SuccessOf(RunDetail) },
      },
      config: { permission: 'code.run' },
    },
    (request, reply) =>
      acceptProcess(request, reply, async (trx) => {
        const viewer = viewerOf(request);
        await refuseWhenBacklogged(app, trx);
        const { params, body } = request;
        const { runId, outboxId } = await acceptLessonRun(
          trx,
          viewer,
          params.id,
          body,
          app.config.sourceLimitBytes,
        );
        return {
          status: 202,
          location: `/api/grading/runs/${runId}`,
          body: success(await readRun(trx, runId, viewer), 'Your code runs.'),
          outboxIds: [outboxId],
        };
      }),
  );

  app.post(
    '/:id/visitor-runs',
    {
      // More than the longest code in JSON is not read.
      bodyLimit: 200_000,
      schema: {
        operationId: 'runLessonCodeAsVisitor',
        summary:
          'Run code of a published lesson without an account: 10 an hour and network, two at once of all visitors, behind all others, nothing kept',
        tags: ['curriculum'],
        params: ById,
        body: VisitorRunBody,
        response: { 202: SuccessOf(VisitorRun) },
      },
      config: { permission: 'public' },
    },
    async (request, reply) => {
      const { token, language, outboxId } = await acceptVisitorRun(app, request.params.id, request.body, () =>
        app.countVisitorRun(request, reply),
      );
      void app.outbox.dispatch([outboxId]);
      void reply.code(202).headers({
        location: `/api/curriculum/visitor-runs/${token}`,
        'cache-control': 'no-store',
      });
      return success(
        { token, language, status: 'queued' as const, our_fault: false, result: null },
        'Your code runs.',
      );
    },
  );
}) satisfies FastifyPluginAsyncTypebox;

type FoundLesson = {
  lesson: LessonRow;
  blocks: LessonBlockRow[];
  enrolled: boolean;
  outline: OutlineLesson[];
};

async function readLesson(trx: Knex.Transaction, lessonId: string, userId: string): Promise<FoundLesson> {
  const found = await findLesson(trx, lessonId);
  if (!found) throw new ApiError('no_such_lesson');
  const courseId = found.lesson.course_id;
  const enrolment = await Enrolment.query(trx)
    .findOne({ user_id: userId, course_id: courseId })
    .whereNot({ status: 'cancelled' })
    .select('id');
  const outline = (await findOutlines(trx, [courseId], userId)).get(courseId)!;
  return { ...found, enrolled: enrolment !== undefined, outline };
}

/** Markdown goes out as it was written, and the site renders it. */
function presentLesson({ lesson, blocks, enrolled, outline }: FoundLesson): Static<typeof LessonDetail> {
  const index = outline.findIndex(({ id }) => id === lesson.id);
  const here = outline[index]!;
  return {
    id: lesson.id,
    slug: lesson.slug,
    title: lesson.title,
    summary: lesson.summary,
    number: index + 1,
    estimated_minutes: lesson.estimated_minutes,
    course: {
      id: lesson.course_id,
      slug: lesson.course_slug,
      title: lesson.course_title,
      lesson_count: outline.length,
    },
    status: here.status,
    enrolled,
    blocks: blocks.map(({ id, kind, content, exercise_slug }) => {
      const exercise = here.exercises.find(({ slug }) => slug === exercise_slug);
      return { id, kind, ...content, ...(exercise && { exercise: presentOutlineExercise(exercise) }) };
    }),
    outline: presentOutline(outline),
    previous_lesson_id: outline[index - 1]?.id ?? null,
    next_lesson_id: outline[index + 1]?.id ?? null,
  };
}
