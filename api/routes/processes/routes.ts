import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { ProcessStory, WorkflowId } from '#api/schemas/process.ts';
import { viewerOf } from '#api/viewer.ts';
import { readStory } from './read.ts';

export default (async (app) => {
  app.get(
    '/:workflowId',
    {
      schema: {
        operationId: 'getProcessStory',
        summary: 'Where a process of one’s own stands, and what happened to it',
        description: 'Watch it by the topic `process:ID`.',
        tags: ['processes'],
        params: WorkflowId,
        response: { 200: SuccessOf(ProcessStory) },
      },
      config: { permission: 'own_processes.read' },
    },
    async (request) => {
      const viewer = viewerOf(request);
      return success(
        await inOrganisation(app.database, viewer.organisationId, (trx) =>
          readStory(trx, request.params.workflowId, viewer),
        ),
      );
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
