import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { RunQuery, RunTokenParameter, VisitorRun } from '#api/schemas/run.ts';
import { whenFinished } from '../../grading/runs/when-finished.ts';
import { findVisitorRun, readVisitorRun } from './read.ts';

/** What a visitor's run came to. It begins at a lesson: `lessons/routes.ts`. */
export default (async (app) => {
  app.get(
    '/:token',
    {
      schema: {
        operationId: 'getVisitorRun',
        summary: 'A run of somebody who is not signed in, by its token, until minutes after its end',
        tags: ['curriculum'],
        params: RunTokenParameter,
        querystring: RunQuery,
        response: { 200: SuccessOf(VisitorRun) },
      },
      config: { permission: 'public' },
    },
    async (request, reply) => {
      const { token } = request.params;
      const organisationId = await app.publicOrganisationId();
      const inScope = <Result>(work: (trx: Parameters<typeof readVisitorRun>[0]) => Promise<Result>) =>
        inOrganisation(app.database, organisationId, work);
      const runId = await inScope((trx) => findVisitorRun(trx, token));
      const read = () => inScope((trx) => readVisitorRun(trx, runId, token));
      const run = await whenFinished(app, runId, request.query.wait, read);
      void reply.header('cache-control', 'no-store');
      return success(run);
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
