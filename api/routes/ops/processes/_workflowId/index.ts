import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { ProcessDetail, ProcessScope, WorkflowId } from '#api/schemas/process.ts';
import { viewerOf } from '#api/viewer.ts';
import { processScope } from '../process-scope.ts';
import { readProcess } from '../read-process.ts';

export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getProcess',
        summary: 'One process: its timeline in words, what it waits for and when it tries next',
        tags: ['ops'],
        params: WorkflowId,
        querystring: Type.Object(ProcessScope),
        response: { 200: SuccessOf(ProcessDetail) },
      },
      config: { permission: 'processes.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await readProcess(
          app,
          viewer,
          processScope(viewer, request.query.organisation),
          request.params.workflowId,
        ),
      );
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
