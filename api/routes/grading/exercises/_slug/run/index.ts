import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '../../../../../../models/in-organisation.ts';
import { refuseWhenBacklogged } from '../../../../../back-pressure.ts';
import { idempotently, sendAnswer } from '../../../../../idempotency.ts';
import { success, SuccessOf } from '../../../../../schemas/envelope.ts';
import { ExerciseSlug } from '../../../../../schemas/exercise.ts';
import { RunBody, RunDetail } from '../../../../../schemas/run.ts';
import { checkSource } from '../../../../../source-checks.ts';
import { viewerOf } from '../../../../../viewer.ts';
import { readRun } from '../../../runs/read-run.ts';
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
