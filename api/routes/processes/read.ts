import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { definitionOf } from '#domain/processes/index.ts';
import { isOpenTo } from '#domain/permissions.ts';
import { findLearner, isGuardian } from '#models/people/find-learner.ts';
import { Process } from '#models/processes/process.ts';
import { ProcessEvent } from '#models/processes/process-event.ts';
import { ApiError } from '#api/errors.ts';
import { presentStory } from '../ops/processes/present.ts';
import type { ProcessStory } from '#api/schemas/process.ts';
import type { Viewer } from '#api/viewer.ts';

const maxEvents = 200;

/**
 * The story of a process for whom it is about: themselves, their parent, where its definition says so who teaches them, or who looks after processes here.
 * @throws ApiError NOT_FOUND, also when it is not for them
 */
export async function readStory(
  trx: Knex.Transaction,
  workflowId: string,
  viewer: Viewer,
): Promise<Static<typeof ProcessStory>> {
  const process = await Process.query(trx).findById(workflowId);
  if (!process || !(await maySee(trx, process, viewer))) throw new ApiError('process_not_yours');
  const newest = await ProcessEvent.query(trx)
    .where({ workflow_id: workflowId })
    .orderBy('id', 'desc')
    .limit(maxEvents);
  return presentStory(process, newest.reverse());
}

async function maySee(trx: Knex.Transaction, process: Process, viewer: Viewer): Promise<boolean> {
  if (isOpenTo('processes.read', viewer.role)) return true;
  if (process.user_id === null) return false;
  if (process.user_id === viewer.userId || (await isGuardian(trx, viewer.userId, process.user_id)))
    return true;
  const { seenByTrainers } = definitionOf(process.kind);
  return seenByTrainers === true && (await findLearner(trx, viewer, process.user_id)) !== undefined;
}
