import type { Knex } from 'knex';
import { countProgressEvents } from '#models/progress/count-progress-events.ts';
import { ApiError } from '#api/errors.ts';
import type { Viewer } from '#api/viewer.ts';
import { readEnrolment } from '../enrolments/read-enrolment.ts';
import { readRun } from '../grading/runs/read-run.ts';
import { readSubmission } from '../grading/submissions/read-submission.ts';
import { isUuid } from '#domain/uuid.ts';

/** A row as it is now: what the page is sent, its version, and whether anything can still happen to it by itself. */
export type TopicState = { data: object; revision: number; final: boolean; queued: boolean };

type TopicReader = (trx: Knex.Transaction, id: string, viewer: Viewer) => Promise<TopicState>;

/** What a page can watch. Each reader throws NOT_FOUND for what its viewer may not see. */
const readers: Record<string, TopicReader> = {
  submission: async (trx, id, viewer) => {
    const data = await readSubmission(trx, id, viewer);
    const unfinished = [data.status, data.grading.status].some(
      (status) => status === 'queued' || status === 'running',
    );
    return { data, revision: data.revision, final: !unfinished, queued: data.grading.status === 'queued' };
  },
  run: async (trx, id, viewer) => {
    const data = await readRun(trx, id, viewer);
    return {
      data,
      revision: data.revision,
      final: data.status === 'finished' || data.status === 'cancelled',
      queued: false,
    };
  },
  enrolment: async (trx, id, viewer) => {
    const data = await readEnrolment(trx, id, viewer);
    return {
      data,
      revision: await countProgressEvents(trx, data.student_id),
      final: data.status !== 'active',
      queued: false,
    };
  },
};

export type Topic = { name: string; kind: string; id: string };

const mostTopics = 20;

/**
 * Reads `submission:ID,run:ID,enrolment:ID`.
 * @throws ApiError VALIDATION_ERROR for an unknown kind, a malformed id, none, or more than 20
 */
export function parseTopics(text: string): Topic[] {
  const names = [...new Set(text.split(',').filter(Boolean))];
  const refuse = (why: string) =>
    new ApiError('VALIDATION_ERROR', 'These topics cannot be watched.', { details: { topics: [why] } });
  if (names.length === 0 || names.length > mostTopics)
    throw refuse(`Name 1 to ${mostTopics} topics, separated by commas.`);
  return names.map((name) => {
    const [kind = '', id = ''] = name.split(':');
    if (!Object.hasOwn(readers, kind) || !isUuid(id))
      throw refuse(
        `“${name.slice(0, 60)}” is none. Topics are ${Object.keys(readers)
          .map((known) => `${known}:ID`)
          .join(', ')}.`,
      );
    return { name, kind, id };
  });
}

/**
 * The rows of some topics as a viewer may see them, in their order.
 * @throws ApiError NOT_FOUND when one is not for them
 */
export async function readTopics(
  trx: Knex.Transaction,
  topics: readonly Topic[],
  viewer: Viewer,
): Promise<TopicState[]> {
  const states: TopicState[] = [];
  for (const { kind, id } of topics) states.push(await readers[kind]!(trx, id, viewer));
  return states;
}
