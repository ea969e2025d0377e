import type { Knex } from 'knex';
import { parseWorkflowId } from '#domain/processes/index.ts';
import { isUuid } from '#domain/uuid.ts';
import { ApiError } from '#api/errors.ts';
import type { Viewer } from '#api/viewer.ts';
import { readEnrolment } from '../enrolments/read.ts';
import { readRun } from '../grading/runs/read.ts';
import { readStory } from '../processes/read.ts';
import { readSubmission } from '../grading/submissions/read.ts';

/** A row as it is now: what the page is sent, its version, and whether anything can still happen to it by itself. */
export type TopicState = { data: object; revision: number; final: boolean; queued: boolean };

type TopicReader = (trx: Knex.Transaction, id: string, viewer: Viewer) => Promise<TopicState>;

type TopicKind = {
  /** Whether a text is an id of this kind; it may hold colons. */
  isId: (text: string) => boolean;
  /** @throws ApiError NOT_FOUND for what its viewer may not see */
  read: TopicReader;
};

const unfinished = (status: string) => status === 'queued' || status === 'running';

/** What a page can watch: a kind here, and a trigger on its table that notifies with the same word and id. */
const kinds: Record<string, TopicKind> = {
  submission: {
    isId: isUuid,
    read: async (trx, id, viewer) => {
      const data = await readSubmission(trx, id, viewer);
      const final = !unfinished(data.status) && !unfinished(data.grading.status);
      return { data, revision: data.revision, final, queued: data.grading.status === 'queued' };
    },
  },
  run: {
    isId: isUuid,
    read: async (trx, id, viewer) => {
      const data = await readRun(trx, id, viewer);
      return { data, revision: data.revision, final: !unfinished(data.status), queued: false };
    },
  },
  enrolment: {
    isId: isUuid,
    read: async (trx, id, viewer) => {
      const data = await readEnrolment(trx, id, viewer);
      const revision = await countProgressEvents(trx, data.student_id);
      return { data, revision, final: data.status !== 'active', queued: false };
    },
  },
  process: {
    isId: (text) => parseWorkflowId(text) !== null,
    read: async (trx, id, viewer) => {
      const data = await readStory(trx, id, viewer);
      return { data, revision: data.revision, final: data.finished_at !== null, queued: false };
    },
  },
};

export type Topic = { name: string; kind: string; id: string };

const maxTopics = 20;

/**
 * Reads `submission:ID,run:ID,enrolment:ID,process:WORKFLOW_ID`.
 * @throws ApiError VALIDATION_ERROR for an unknown kind, a malformed id, none, or more than 20
 */
export function parseTopics(text: string): Topic[] {
  const names = [...new Set(text.split(',').filter(Boolean))];
  if (names.length === 0 || names.length > maxTopics)
    throw refusal(`Name 1 to ${maxTopics} topics, separated by commas.`);
  return names.map((name) => {
    const colon = name.indexOf(':');
    const [kind, id] = [name.slice(0, Math.max(0, colon)), name.slice(colon + 1)];
    if (!Object.hasOwn(kinds, kind) || !kinds[kind]!.isId(id)) throw refusal(`${refused(name)} ${known()}`);
    return { name, kind, id };
  });
}

const refused = (name: string) => `“${name.slice(0, 60)}” cannot be watched.`;
const known = () =>
  `Topics are ${Object.keys(kinds)
    .map((kind) => `${kind}:ID`)
    .join(', ')}.`;
const refusal = (why: string) =>
  new ApiError('VALIDATION_ERROR', 'These topics cannot be watched.', { details: { topics: [why] } });

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
  for (const { kind, id } of topics) states.push(await kinds[kind]!.read(trx, id, viewer));
  return states;
}

/** How much a person has done so far: grows with every change of their progress, and with nothing else. */
async function countProgressEvents(trx: Knex.Transaction, userId: string): Promise<number> {
  const [counted] = await trx('progress_events').where({ user_id: userId }).count<{ count: string }[]>();
  return Number(counted!.count);
}
