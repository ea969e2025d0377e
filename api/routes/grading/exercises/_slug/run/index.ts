import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { refuseWhenBacklogged } from '#api/back-pressure.ts';
import { idempotently, sendAnswer } from '#api/idempotency.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { ExerciseSlug } from '#api/schemas/exercise.ts';
import { RunBody, RunDetail } from '#api/schemas/run.ts';
import { checkSource } from '#api/source-checks.ts';
import { viewerOf } from '#api/viewer.ts';
import { readRun } from '#api/routes/grading/runs/read-run.ts';
import { acceptRun } from './accept-run.ts';

export default (async (app) => {
  app.post(
    '/',
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
    async (request, reply) => {
      const viewer = viewerOf(request);
      const source = {
        ...checkSource(request.body, app.config.sourceLimitBytes),
        stdin: request.body.stdin ?? null,
      };
      const outboxIds: string[] = [];
      const answer = await inOrganisation(app.database, viewer.organisationId, (trx) =>
        idempotently(request, trx, async () => {
          await refuseWhenBacklogged(app, trx);
          const { runId, outboxId } = await acceptRun(trx, viewer, request.params.slug, source);
          outboxIds.push(outboxId);
          return {
            status: 202,
            body: success(await readRun(trx, runId, viewer), 'Your code is in the queue.'),
            location: `/api/grading/runs/${runId}`,
          };
        }),
      );
      void app.outbox.dispatch(outboxIds);
      return sendAnswer(reply, answer);
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
