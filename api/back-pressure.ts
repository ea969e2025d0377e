import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { ApiError } from './errors.ts';

// About what one slot grades in this time, so that a page tries again when there is room.
const retryAfterSeconds = 30;

/**
 * Refuses new work for the graders while too much is waiting: what is accepted is never lost, so it must not pile up without bound.
 * @throws ApiError RATE_LIMITED with a time to try again
 */
export async function refuseWhenBacklogged(app: FastifyInstance, trx: Knex.Transaction): Promise<void> {
  const limit = app.config.gradingBacklog;
  const { rows } = await trx.raw<{ rows: { backlog: number }[] }>('select grading_backlog(?) as backlog', [
    limit,
  ]);
  if (rows[0]!.backlog < limit) return;
  throw new ApiError('submissions_waiting', { limit }, { retryAfterSeconds });
}
