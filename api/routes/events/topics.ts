import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { fieldFault, type FieldFault } from '#domain/field-faults.ts';
import { isOpenTo } from '#domain/permissions.ts';
import { parseWorkflowId } from '#domain/processes/index.ts';
import { isUuid } from '#domain/uuid.ts';
import { learnerFor } from '#api/acting-for.ts';
import { ApiError } from '#api/errors.ts';
import type { Viewer } from '#api/viewer.ts';
import { findPanelState } from '#models/notifications/find-notifications.ts';
import { readEnrolment } from '../enrolments/read.ts';
import { readRun } from '../grading/runs/read.ts';
import { readStory } from '../processes/read.ts';
import { readSubmission } from '../grading/submissions/read.ts';

/** A row as it is now: what the page is sent, its version, and whether anything can still happen to it by itself. */
export type TopicState = { data: object; revision: number; final: boolean; queued: boolean };

type TopicReader = (
  trx: Knex.Transaction,
  id: string,
  viewer: Viewer,
  /** When what a list is heard as was heard of last, in milliseconds since 1970. */
  heardAt: () => number,
) => Promise<TopicState>;

type TopicKind = {
  /** It is the viewer's own and named without an id. */
  ofViewer?: true;
  /** Whether a text is an id of this kind; it may hold colons. */
  isId: (text: string) => boolean;
  /** @throws ApiError NOT_FOUND for what its viewer may not see */
  read: TopicReader;
};

const unfinished = (status: string) => status === 'queued' || status === 'running';

const listState = (id: string, heardAt: number): TopicState => ({
  data: { id, at: new Date(heardAt).toISOString() },
  revision: heardAt,
  final: false,
  queued: false,
});

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
  /** Any process of an organisation: says that its list is worth reading again, and no more. */
  processes: {
    isId: isUuid,
    read: async (_trx, id, viewer, heardAt) => {
      if (id !== viewer.organisationId || !isOpenTo('processes.read', viewer.role))
        throw new ApiError('list_not_yours');
      return listState(id, heardAt());
    },
  },
  /** The work of a person or of an organisation: says that a list of it is worth reading again, and no more. */
  submissions: {
    isId: isUuid,
    read: async (trx, id, viewer, heardAt) => {
      const ofOrganisation = id === viewer.organisationId && isOpenTo('submissions.review', viewer.role);
      if (!ofOrganisation) await learnerFor(trx, viewer, id);
      return listState(id, heardAt());
    },
  },
  /** The exercises of an organisation, drafts among them: says to who writes them that their list is worth reading again, and no more. */
  exercises: {
    isId: isUuid,
    read: async (_trx, id, viewer, heardAt) => {
      if (id !== viewer.organisationId || !isOpenTo('exercises.author', viewer.role))
        throw new ApiError('list_not_yours');
      return listState(id, heardAt());
    },
  },
  /** What providers told an organisation or, as `platform`, what is not known yet whose it is: says that its list is worth reading again, and no more. */
  webhook_events: {
    isId: (text) => text === 'platform' || isUuid(text),
    read: async (_trx, id, viewer, heardAt) => {
      const isTheirs = id === 'platform' ? viewer.role === 'superadmin' : id === viewer.organisationId;
      if (!isTheirs || !isOpenTo('processes.read', viewer.role)) throw new ApiError('list_not_yours');
      return listState(id, heardAt());
    },
  },
  process: {
    isId: (text) => parseWorkflowId(text) !== null,
    read: async (trx, id, viewer) => {
      const data = await readStory(trx, id, viewer);
      return { data, revision: data.revision, final: data.finished_at !== null, queued: false };
    },
  },
  notifications: {
    ofViewer: true,
    isId: isUuid,
    read: async (trx, _id, viewer) => {
      const { unread, newestAt } = await findPanelState(trx, viewer.userId);
      const data = { unread, newest_at: newestAt?.toISOString() ?? null };
      // What the panel shows of itself is these two.
      const revision = (newestAt?.getTime() ?? 0) * 1_000 + Math.min(unread, 999);
      return { data, revision, final: false, queued: false };
    },
  },
};

/** `heardAs` are the names that changes of it are heard under. */
export type Topic = { kind: string; id: string; heardAs: readonly string[] };

const maxTopics = 20;

/**
 * Reads `submission:ID,run:ID,enrolment:ID,process:WORKFLOW_ID,processes:ORGANISATION_ID,submissions:PERSON_OR_ORGANISATION_ID,exercises:ORGANISATION_ID,webhook_events:ORGANISATION_ID_OR_platform,notifications`.
 * @param viewer whose the topics without an id are
 * @throws ApiError VALIDATION_ERROR for an unknown kind, a malformed id, none, or more than 20
 */
export function parseTopics(text: string, viewer: Pick<Viewer, 'userId'>): Topic[] {
  const names = [...new Set(text.split(',').filter(Boolean))];
  if (names.length === 0 || names.length > maxTopics)
    throw refusal(fieldFault('topics_count', { most: maxTopics }));
  return names.map((name) => {
    if (Object.hasOwn(kinds, name) && kinds[name]!.ofViewer)
      return { kind: name, id: viewer.userId, heardAs: [`${name}:${viewer.userId}`] };
    const colon = name.indexOf(':');
    const [kind, id] = [name.slice(0, Math.max(0, colon)), name.slice(colon + 1)];
    if (!Object.hasOwn(kinds, kind) || kinds[kind]!.ofViewer || !kinds[kind]!.isId(id))
      throw refusal(fieldFault('topic_unknown', { topic: name.slice(0, 60), topics: known() }));
    return { kind, id, heardAs: [name] };
  });
}

const known = () =>
  Object.entries(kinds)
    .map(([kind, { ofViewer }]) => (ofViewer ? kind : `${kind}:ID`))
    .join(', ');
const refusal = (why: FieldFault) => new ApiError('topics_not_watched', {}, { reasons: { topics: [why] } });

/**
 * The work of their organisation is to a trainer that of the students in their charge as they are now, twenty at most: what everybody else does would have each
 * trainer's page read anew all the time.
 */
export async function hearOwnCharge(
  trx: Knex.Transaction,
  topics: readonly Topic[],
  viewer: Viewer,
): Promise<Topic[]> {
  const isOfAll = ({ kind, id }: Topic) => kind === 'submissions' && id === viewer.organisationId;
  if (viewer.role !== 'trainer' || !topics.some(isOfAll)) return [...topics];
  const students = await trx('trainer_assignments')
    .where({ trainer_id: viewer.userId })
    .pluck<string[]>('student_id');
  const heardAs = [viewer.userId, ...students].map((id) => `submissions:${id}`);
  return topics.map((topic) => (isOfAll(topic) ? { ...topic, heardAs } : topic));
}

/**
 * The rows of some topics as a viewer may see them, in their order.
 * @param listHeardAt how a list stands, which has no row of its own (`app.listHeardAt`)
 * @throws ApiError NOT_FOUND when one is not for them
 */
export async function readTopics(
  trx: Knex.Transaction,
  topics: readonly Topic[],
  viewer: Viewer,
  listHeardAt: FastifyInstance['listHeardAt'],
): Promise<TopicState[]> {
  const states: TopicState[] = [];
  for (const { kind, id, heardAs } of topics)
    states.push(await kinds[kind]!.read(trx, id, viewer, () => Math.max(...heardAs.map(listHeardAt))));
  return states;
}

/** How much a person has done so far: grows with every change of their progress, and with nothing else. */
async function countProgressEvents(trx: Knex.Transaction, userId: string): Promise<number> {
  const [counted] = await trx('progress_events').where({ user_id: userId }).count<{ count: string }[]>();
  return Number(counted!.count);
}
