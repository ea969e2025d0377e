import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findProcesses } from '#models/processes/find-processes.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success } from '#api/schemas/envelope.ts';
import { ProcessQuery, ProcessSummary } from '#api/schemas/process.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentProcess } from './present-process.ts';
import { processScope } from './process-scope.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listProcesses',
        summary:
          'Every process of the organisation: those that need a person first, then the unfinished, then the newest',
        tags: ['ops'],
        querystring: ProcessQuery,
        response: { 200: ListOf(ProcessSummary) },
      },
      config: { permission: 'processes.read' },
    },
    async (request) => {
      const { page, page_size: pageSize, organisation, ...filter } = request.query;
      const scope = processScope(viewerOf(request), organisation);
      const { count, rows } = await inOrganisation(app.database, scope, (trx) =>
        findProcesses(trx, { filter, page, pageSize }),
      );
      return success(pageOf(request, count, rows.map(presentProcess)));
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
