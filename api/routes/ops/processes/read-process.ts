import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { findProcess } from '#models/processes/find-processes.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ProcessEvent } from '#models/processes/process-event.ts';
import { describeProcess } from '#temporal/describe-process.ts';
import { ApiError } from '#api/errors.ts';
import type { ProcessDetail } from '#api/schemas/process.ts';
import type { Viewer } from '#api/viewer.ts';
import { presentProcessDetail } from './present-process.ts';

const mostEvents = 500;

/**
 * A process with its timeline. What Temporal knows is added when it answers.
 * @param scope the organisation that is looked into
 * @throws ApiError NOT_FOUND
 */
export async function readProcess(
  app: FastifyInstance,
  viewer: Viewer,
  scope: string,
  workflowId: string,
): Promise<Static<typeof ProcessDetail>> {
  const [{ row, events }, description] = await Promise.all([
    inOrganisation(app.database, scope, async (trx) => {
      const found = await findProcess(trx, workflowId);
      if (!found) throw new ApiError('NOT_FOUND', 'There is no such process.');
      return {
        row: found,
        events: await ProcessEvent.query(trx)
          .where({ workflow_id: workflowId })
          .orderBy('id')
          .limit(mostEvents),
      };
    }),
    describeProcess(app.temporal, workflowId),
  ]);
  const ui = viewer.role === 'superadmin' ? app.config.temporal.uiUrl : null;
  const url =
    ui && `${ui}/namespaces/${app.config.temporal.namespace}/workflows/${encodeURIComponent(workflowId)}`;
  return presentProcessDetail(row, events, description, url);
}
