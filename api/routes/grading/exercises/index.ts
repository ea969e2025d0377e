import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findExercises } from '#models/exercises/find-exercises.ts';
import { keepNumbersExact } from '#api/exact-body.ts';
import { sendAnswer } from '#api/idempotency.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import { ExerciseAuthoring, ExerciseBody, ExerciseQuery, ExerciseSummary } from '#api/schemas/exercise.ts';
import { viewerOf } from '#api/viewer.ts';
import { isAuthor } from './is-author.ts';
import { presentSummary } from './present-exercise.ts';
import { save } from './save.ts';

const tags = ['exercises'];

export default (async (app) => {
  keepNumbersExact(app);

  app.get(
    '/',
    {
      schema: {
        operationId: 'listExercises',
        summary: 'Exercises, easiest first, with one’s own progress',
        tags,
        querystring: ExerciseQuery,
        response: { 200: ListOf(ExerciseSummary) },
      },
      config: { permission: 'exercises.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { page_size: pageSize, ...filter } = request.query;
      const { count, rows } = await findExercises(app.reads, viewer.organisationId, {
        ...filter,
        pageSize,
        viewerId: viewer.userId,
        asAuthor: isAuthor(viewer),
      });
      return success(pageOf(request, count, rows.map(presentSummary)));
    },
  );

  app.post(
    '/',
    {
      schema: {
        operationId: 'createExercise',
        summary: 'Save a new exercise and check its own solution',
        tags,
        body: ExerciseBody,
        response: { 201: SuccessOf(ExerciseAuthoring) },
      },
      config: { permission: 'exercises.author' },
    },
    async (request, reply) => sendAnswer(reply, await save(request, 'create')),
  );

  app.put(
    '/',
    {
      schema: {
        operationId: 'saveExercise',
        summary: 'Save an exercise as a new version, unless nothing changed',
        tags,
        body: ExerciseBody,
        response: { 200: SuccessOf(ExerciseAuthoring) },
      },
      config: { permission: 'exercises.author' },
    },
    async (request, reply) => sendAnswer(reply, await save(request, 'create_or_update')),
  );
}) satisfies FastifyPluginAsyncTypebox;
