import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { inScope } from '#models/database/in-organisation.ts';
import { findProcess, processStatement } from '#models/processes/find-processes.ts';
import type { ProcessRow } from '#models/processes/find-processes.ts';
import { eventsStatement, ProcessEvent } from '#models/processes/process-event.ts';
import { describeProcess } from '#temporal/describe-process.ts';
import { ApiError } from '#api/errors.ts';
import type { ProcessDetail } from '#api/schemas/process.ts';
import type { Viewer } from '#api/viewer.ts';
import { presentProcessDetail } from './present.ts';

const maxEvents = 500;

/**
 * Whose processes are looked at: one's own organisation's, or for superadmins any and, as null, the platform's own.
 * @throws ApiError NOT_FOUND when somebody else names another
 */
export function processScope(
  viewer: Viewer,
  wanted: { organisation?: string | undefined; platform?: boolean | undefined },
): string | null {
  const { organisation = viewer.organisationId, platform = false } = wanted;
  if (viewer.role === 'superadmin') return platform ? null : organisation;
  if (organisation === viewer.organisationId && !platform) return organisation;
  throw new ApiError('no_such_organisation');
}

/**
 * A process with its timeline. What Temporal knows is added when it answers.
 * @param scope the organisation that is looked into; null: the platform
 * @throws ApiError NOT_FOUND
 */
export async function readProcess(
  app: FastifyInstance,
  viewer: Viewer,
  scope: string | null,
  workflowId: string,
): Promise<Static<typeof ProcessDetail>> {
  const [{ row, events }, description] = await Promise.all([
    scope === null ? readOfPlatform(app, workflowId) : readOfOrganisation(app, scope, workflowId),
    describeProcess(app.temporal, workflowId),
  ]);
  if (!row) throw new ApiError('no_such_process');
  const ui = viewer.role === 'superadmin' ? app.config.temporal.uiUrl : null;
  const temporalUrl =
    ui && `${ui}/namespaces/${app.config.temporal.namespace}/workflows/${encodeURIComponent(workflowId)}`;
  return presentProcessDetail(row, events, description, { viewer, temporalUrl });
}

type Found = { row: ProcessRow | undefined; events: ProcessEvent[] };

async function readOfPlatform(app: FastifyInstance, workflowId: string): Promise<Found> {
  return inScope(app.database, null, async (trx) => {
    const row = await findProcess(trx, workflowId);
    const story = ProcessEvent.query(trx).where({ workflow_id: workflowId });
    // The newest, in the order they happened.
    const newest = await story.orderBy('id', 'desc').limit(maxEvents);
    return { row, events: newest.reverse() };
  });
}

async function readOfOrganisation(app: FastifyInstance, scope: string, workflowId: string): Promise<Found> {
  const [rows, newest] = await Promise.all([
    app.reads.read<ProcessRow>(scope, processStatement(workflowId)),
    app.reads.read<ProcessEvent>(scope, eventsStatement(workflowId, maxEvents)),
  ]);
  return { row: rows[0], events: newest.reverse() };
}
