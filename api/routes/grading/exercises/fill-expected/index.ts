import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { usualLimits } from '#domain/exercises/exercise-definition.ts';
import { gradableLanguages } from '#domain/languages/gradable.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { beginRun } from '#models/processes/run-code.ts';
import { refuseWhenBacklogged } from '#api/back-pressure.ts';
import { idempotently, sendAnswer } from '#api/idempotency.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { FillExpectedBody, RunDetail } from '#api/schemas/run.ts';
import { checkSource, refuseLanguage } from '#api/source-checks.ts';
import { viewerOf } from '#api/viewer.ts';
import { readRun } from '#api/routes/grading/runs/read-run.ts';
import { checkTrialTests } from './check-trial-tests.ts';

export default (async (app) => {
  app.post(
    '/',
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
    async (request, reply) => {
      const { organisationId, userId } = viewerOf(request);
      const { tests, limits, ...given } = request.body;
      const source = checkSource(given, app.config.sourceLimitBytes);
      refuseLanguage(source.language, gradableLanguages);
      checkTrialTests(tests);
      const outboxIds: string[] = [];
      const answer = await inOrganisation(app.database, organisationId, (trx) =>
        idempotently(request, trx, async () => {
          await refuseWhenBacklogged(app, trx);
          const { runId, outboxId } = await beginRun(trx, {
            organisationId,
            userId,
            ...source,
            tests,
            limits: { ...usualLimits, ...limits },
          });
          outboxIds.push(outboxId);
          return {
            status: 202,
            body: success(await readRun(trx, runId, { userId }), 'The solution is in the queue.'),
            location: `/api/grading/runs/${runId}`,
          };
        }),
      );
      void app.outbox.dispatch(outboxIds);
      return sendAnswer(reply, answer);
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
