import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { isOpenTo } from '#domain/permissions.ts';
import { findExerciseCourse } from '#models/curriculum/find-exercise-course.ts';
import { findOutlines } from '#models/curriculum/find-outlines.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findExercise } from '#models/exercises/find-exercise.ts';
import { findExercises } from '#models/exercises/find-exercises.ts';
import { acceptProcess } from '#api/accept-process.ts';
import { refuseWhenBacklogged } from '#api/back-pressure.ts';
import { ApiError } from '#api/errors.ts';
import { keepNumbersExact } from '#api/exact-body.ts';
import { pageOf } from '#api/page-of.ts';
import { presentExercisePlace } from '../../curriculum/courses/present.ts';
import { acceptRun, acceptTrial } from '../runs/accept.ts';
import { readRun } from '../runs/read.ts';
import { acceptSubmission } from '../submissions/accept.ts';
import { readSubmission } from '../submissions/read.ts';
import { ExercisePlace } from '#api/schemas/course.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import {
  ExerciseAuthoring,
  ExerciseBody,
  ExerciseDetail,
  ExerciseQuery,
  ExerciseSlug,
  ExerciseSolution,
  ExerciseSummary,
} from '#api/schemas/exercise.ts';
import { FillExpectedBody, RunBody, RunDetail } from '#api/schemas/run.ts';
import { SubmissionBody, SubmissionDetail } from '#api/schemas/submission.ts';
import { checkSource } from '#api/source-checks.ts';
import { viewerOf } from '#api/viewer.ts';
import { checkAgain, findAuthoring } from './authoring.ts';
import { presentDetail, presentSummary } from './present.ts';
import { readSolution } from './read-solution.ts';
import { save } from './save.ts';

/** Exercises: for students to read, run and hand in; for authors to write, check and try out. */
export default (async (app) => {
  const { sourceLimitBytes } = app.config;
  keepNumbersExact(app);

  app.get(
    '/',
    {
      schema: {
        operationId: 'listExercises',
        summary: 'Exercises, easiest first, with one’s own progress',
        tags: ['exercises'],
        querystring: ExerciseQuery,
        response: { 200: ListOf(ExerciseSummary) },
      },
      config: { permission: 'exercises.read' },
    },
    async (request) => {
      const { organisationId, userId: viewerId, role } = viewerOf(request);
      const { page_size: pageSize, due_within: dueWithin, ...filter } = request.query;
      const asAuthor = isOpenTo('exercises.author', role);
      const wanted = { ...filter, pageSize, dueWithin, viewerId, asAuthor };
      const { count, rows } = await findExercises(app.reads, organisationId, wanted);
      return success(pageOf(request, count, rows.map(presentSummary)));
    },
  );

  app.post(
    '/',
    {
      schema: {
        operationId: 'createExercise',
        summary: 'Save a new exercise and check its own solution',
        tags: ['exercises'],
        body: ExerciseBody,
        response: { 201: SuccessOf(ExerciseAuthoring) },
      },
      config: { permission: 'exercises.author' },
    },
    (request, reply) => acceptProcess(request, reply, (trx) => save(trx, request, 'create')),
  );

  app.put(
    '/',
    {
      schema: {
        operationId: 'saveExercise',
        summary: 'Save an exercise as a new version, unless nothing changed',
        tags: ['exercises'],
        body: ExerciseBody,
        response: { 200: SuccessOf(ExerciseAuthoring) },
      },
      config: { permission: 'exercises.author' },
    },
    (request, reply) => acceptProcess(request, reply, (trx) => save(trx, request, 'create_or_update')),
  );

  app.get(
    '/:slug',
    {
      schema: {
        operationId: 'getExercise',
        summary: 'One exercise with its visible tests and one’s own progress',
        tags: ['exercises'],
        params: ExerciseSlug,
        response: { 200: SuccessOf(ExerciseDetail) },
      },
      config: { permission: 'exercises.read' },
    },
    async (request) => {
      const { organisationId, userId: viewerId, role } = viewerOf(request);
      const { slug } = request.params;
      const wanted = { slug, viewerId, asAuthor: isOpenTo('exercises.author', role) };
      const row = await findExercise(app.reads, organisationId, wanted);
      if (!row) throw new ApiError('no_such_exercise', { exercise: slug });
      return success(presentDetail(row));
    },
  );

  app.get(
    '/:slug/place',
    {
      schema: {
        operationId: 'getExercisePlace',
        summary:
          'The lesson and course in which one does an exercise, one’s progress there, and where to go on; null outside of a course',
        tags: ['exercises'],
        params: ExerciseSlug,
        response: { 200: SuccessOf(ExercisePlace) },
      },
      config: { permission: 'exercises.read' },
    },
    async (request) => {
      const { organisationId, userId } = viewerOf(request);
      const { slug } = request.params;
      return success(
        await inOrganisation(app.database, organisationId, async (trx) => {
          const course = await findExerciseCourse(trx, { slug, userId });
          if (!course) return null;
          const outlines = await findOutlines(trx, [course.id], userId);
          return presentExercisePlace(slug, course, outlines.get(course.id)!);
        }),
      );
    },
  );

  app.get(
    '/:slug/solution',
    {
      schema: {
        operationId: 'getExerciseSolution',
        summary: 'An exercise’s own solution: 403 until a submission of one’s own is accepted',
        tags: ['exercises'],
        params: ExerciseSlug,
        response: { 200: SuccessOf(ExerciseSolution) },
      },
      config: { permission: 'solutions.read' },
    },
    async (request) =>
      success(
        await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
          readSolution(trx, viewerOf(request), request.params.slug),
        ),
      ),
  );

  app.get(
    '/:slug/authoring',
    {
      schema: {
        operationId: 'getExerciseForAuthoring',
        summary: 'Everything of an exercise’s latest version, hidden tests and solution too',
        tags: ['exercises'],
        params: ExerciseSlug,
        response: { 200: SuccessOf(ExerciseAuthoring) },
      },
      config: { permission: 'exercises.author' },
    },
    async (request) =>
      success(
        await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
          findAuthoring(trx, request.params.slug),
        ),
      ),
  );

  app.post(
    '/:slug/check',
    {
      schema: {
        operationId: 'checkExercise',
        summary: 'Check the latest version’s own solution again',
        tags: ['exercises'],
        params: ExerciseSlug,
        response: { 202: SuccessOf(ExerciseAuthoring) },
      },
      config: { permission: 'exercises.author' },
    },
    (request, reply) =>
      acceptProcess(request, reply, async (trx) => {
        await refuseWhenBacklogged(app, trx);
        const { exercise, outboxIds } = await checkAgain(trx, viewerOf(request), request.params.slug);
        const body = success(exercise, 'Its solution is being checked.');
        return {
          status: 202,
          body,
          location: `/api/grading/exercises/${exercise.slug}/authoring`,
          outboxIds,
        };
      }),
  );

  app.post(
    '/:slug/run',
    {
      schema: {
        operationId: 'runCode',
        summary:
          'Run code freely: the visible tests, or input of one’s own. Costs no attempt; kept for an hour',
        tags: ['submissions'],
        params: ExerciseSlug,
        body: RunBody,
        response: { 202: SuccessOf(RunDetail) },
      },
      config: { permission: 'code.run' },
    },
    (request, reply) => {
      const viewer = viewerOf(request);
      const { stdin = null } = request.body;
      const source = { ...checkSource(request.body, sourceLimitBytes), stdin };
      return acceptProcess(request, reply, async (trx) => {
        await refuseWhenBacklogged(app, trx);
        const { runId, outboxId } = await acceptRun(trx, viewer, request.params.slug, source);
        const body = success(await readRun(trx, runId, viewer), 'Your code is in the queue.');
        return { status: 202, body, location: `/api/grading/runs/${runId}`, outboxIds: [outboxId] };
      });
    },
  );

  app.post(
    '/:slug/submissions',
    {
      schema: {
        operationId: 'submit',
        summary: 'Hand in code to be graded',
        description:
          'Uses one attempt, which comes back when the submission is cancelled while queued. 409 after a deadline that refuses, 429 without an attempt left or, with Retry-After, while too much is waiting.',
        tags: ['submissions'],
        params: ExerciseSlug,
        body: SubmissionBody,
        response: { 202: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.create' },
    },
    (request, reply) => {
      const viewer = viewerOf(request);
      const source = checkSource(request.body, sourceLimitBytes);
      return acceptProcess(request, reply, async (trx) => {
        await refuseWhenBacklogged(app, trx);
        const { submissionId, outboxId } = await acceptSubmission(trx, viewer, request.params.slug, source);
        const submission = await readSubmission(trx, submissionId, viewer);
        const body = success(submission, 'Your submission is in the queue.');
        const location = `/api/grading/submissions/${submissionId}`;
        return { status: 202, body, location, outboxIds: [outboxId] };
      });
    },
  );

  app.post(
    '/fill-expected',
    {
      schema: {
        operationId: 'fillExpected',
        summary:
          'Run a solution over tests to learn what they should expect: each test of the run’s result carries `actual`',
        tags: ['exercises'],
        body: FillExpectedBody,
        response: { 202: SuccessOf(RunDetail) },
      },
      config: { permission: 'exercises.author' },
    },
    (request, reply) => {
      const viewer = viewerOf(request);
      const { tests, limits, ...given } = request.body;
      const source = checkSource(given, sourceLimitBytes);
      return acceptProcess(request, reply, async (trx) => {
        await refuseWhenBacklogged(app, trx);
        const { runId, outboxId } = await acceptTrial(trx, viewer, source, {
          tests,
          ...(limits && { limits }),
        });
        const body = success(await readRun(trx, runId, viewer), 'The solution is in the queue.');
        return { status: 202, body, location: `/api/grading/runs/${runId}`, outboxIds: [outboxId] };
      });
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
