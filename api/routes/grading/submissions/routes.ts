import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findNeighbours, findSubmissions } from '#models/grading/find-submissions.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { refuseWhenBacklogged } from '#api/back-pressure.ts';
import { ApiError } from '#api/errors.ts';
import { acceptProcess } from '#api/accept-process.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import {
  Comment,
  CommentBody,
  Neighbours,
  NeighboursQuery,
  OverrideBody,
  RegradeBody,
  SubmissionDetail,
  SubmissionId,
  SubmissionQuery,
  SubmissionSummary,
} from '#api/schemas/submission.ts';
import { viewerOf } from '#api/viewer.ts';
import { cancelSubmission } from './accept.ts';
import { addComment, readComments } from './comments.ts';
import { presentSummary, readSubmission } from './read.ts';
import { override, regrade } from './review.ts';

/** Submissions after they were handed in (`exercises/routes.ts`): read, taken back, talked about, judged again. */
export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listSubmissions',
        summary: 'Submissions one may see, newest first',
        description:
          'Students see their own, parents their children’s too, trainers their students’, admins all.',
        tags: ['submissions'],
        querystring: SubmissionQuery,
        response: { 200: ListOf(SubmissionSummary) },
      },
      config: { permission: 'submissions.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const { page, page_size: pageSize, ...filter } = request.query;
      const { count, rows } = await inOrganisation(app.database, viewer.organisationId, (trx) =>
        findSubmissions(trx, { reader: viewer, filter, page, pageSize }),
      );
      return success(pageOf(request, count, rows.map(presentSummary)));
    },
  );

  app.get(
    '/:id',
    {
      schema: {
        operationId: 'getSubmission',
        summary: 'One submission with its tests, as far as they have come in',
        tags: ['submissions'],
        params: SubmissionId,
        response: { 200: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await inOrganisation(app.database, viewer.organisationId, (trx) =>
          readSubmission(trx, request.params.id, viewer),
        ),
      );
    },
  );

  app.get(
    '/:id/neighbours',
    {
      schema: {
        operationId: 'getNeighbours',
        summary: 'What stands before and after a submission in a list of them',
        description:
          'The parameters are those of the list. The submission itself need not be in it any more: what was answered has left what waits.',
        tags: ['submissions'],
        params: SubmissionId,
        querystring: NeighboursQuery,
        response: { 200: SuccessOf(Neighbours) },
      },
      config: { permission: 'submissions.read' },
    },
    async (request) => {
      const reader = viewerOf(request);
      const { params, query: filter } = request;
      const neighbours = await inOrganisation(app.database, reader.organisationId, (trx) =>
        findNeighbours(trx, { reader, filter, of: params.id }),
      );
      if (!neighbours) throw new ApiError('no_such_submission');
      return success(neighbours);
    },
  );

  app.post(
    '/:id/cancel',
    {
      schema: {
        operationId: 'cancelSubmission',
        summary:
          'Take a submission back while it is queued; its attempt comes back too, unless results of tests were shown before',
        tags: ['submissions'],
        params: SubmissionId,
        response: { 200: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.cancel' },
    },
    (request, reply) =>
      acceptProcess(request, reply, async (trx) => {
        const { submission, attemptUsed, outboxId } = await cancelSubmission(
          trx,
          viewerOf(request),
          request.params.id,
        );
        const message = attemptUsed
          ? 'Cancelled. Your attempt still counts, because you could already see first results.'
          : 'Cancelled. Your attempt is back.';
        return { status: 200, body: success(submission, message), outboxIds: [outboxId] };
      }),
  );

  app.get(
    '/:id/comments',
    {
      schema: {
        operationId: 'listComments',
        summary: 'What student and trainer said about a submission, oldest first',
        tags: ['submissions'],
        params: SubmissionId,
        response: { 200: SuccessOf(Type.Array(Comment)) },
      },
      config: { permission: 'submissions.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await inOrganisation(app.database, viewer.organisationId, (trx) =>
          readComments(trx, request.params.id, viewer),
        ),
      );
    },
  );

  app.post(
    '/:id/comments',
    {
      schema: {
        operationId: 'commentOnSubmission',
        summary: 'Say something about a submission; those concerned are told',
        tags: ['submissions'],
        params: SubmissionId,
        body: CommentBody,
        response: { 201: SuccessOf(Comment) },
      },
      config: { permission: 'submissions.comment' },
    },
    (request, reply) =>
      acceptProcess(request, reply, async (trx) => {
        const { comment, outboxIds } = await addComment(trx, request);
        return { status: 201, body: success(comment, 'Your comment is sent.'), outboxIds };
      }),
  );

  app.post(
    '/:id/override',
    {
      schema: {
        operationId: 'overrideSubmission',
        summary:
          'Let one’s own judgement stand instead of the tests’, with the reason; the student sees both',
        tags: ['submissions'],
        params: SubmissionId,
        body: OverrideBody,
        response: { 200: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.review' },
    },
    (request, reply) =>
      acceptProcess(request, reply, async (trx) => {
        const { submission, outboxIds } = await override(trx, request);
        return { status: 200, body: success(submission, 'Your result stands now.'), outboxIds };
      }),
  );

  app.post(
    '/:id/regrade',
    {
      schema: {
        operationId: 'regradeSubmission',
        summary: 'Run a submission again by the version it was handed in for; what comes out stands',
        tags: ['submissions'],
        params: SubmissionId,
        body: RegradeBody,
        response: { 202: SuccessOf(SubmissionDetail) },
      },
      config: { permission: 'submissions.review' },
    },
    (request, reply) =>
      acceptProcess(request, reply, async (trx) => {
        await refuseWhenBacklogged(app, trx);
        const { submission, outboxIds } = await regrade(trx, request);
        const body = success(submission, 'It is being run again.');
        return { status: 202, body, location: `/api/grading/submissions/${submission.id}`, outboxIds };
      }),
  );
}) satisfies FastifyPluginAsyncTypebox;
