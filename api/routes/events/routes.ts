import type { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { Type } from 'typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { viewerOf } from '#api/viewer.ts';
import type { Viewer } from '#api/viewer.ts';
import { topicStream } from './topic-stream.ts';
import { hearOwnCharge, parseTopics, readTopics } from './topics.ts';
import type { Topic } from './topics.ts';

// A browser shares one stream among its tabs; this leaves room for several devices and for ones that are closing.
const maxStreams = 10;
const unbuffered = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' };

export default (async (app) => {
  const streams = new Set<Readable>();
  const byUser = new Map<string, number>();
  app.addHook('preClose', async () => streams.forEach((stream) => stream.destroy()));

  /** Counts a stream of a person. @returns what counts it off again */
  function enter(userId: string): () => void {
    const count = byUser.get(userId) ?? 0;
    if (count >= maxStreams)
      throw new ApiError('live_pages_limit', { limit: maxStreams }, { retryAfterSeconds: 10 });
    byUser.set(userId, count + 1);
    return () => {
      const left = (byUser.get(userId) ?? 1) - 1;
      if (left > 0) byUser.set(userId, left);
      else byUser.delete(userId);
    };
  }

  app.get(
    '/',
    {
      schema: {
        operationId: 'watchEvents',
        summary:
          'Changes of submissions, runs, enrolments, processes, exercises, webhook events and one’s notifications as server-sent events',
        description:
          '`event:` is the topic’s kind, `data:` the row as its own route gives it (of `notifications`: `unread` and `newest_at`; of the lists `processes`, `submissions`, `exercises` and `webhook_events`: `at`, when they were last heard of), `id:` resumes by Last-Event-ID. `event: end` when nothing more can change.',
        tags: ['events'],
        querystring: Type.Object({
          topics: Type.String({
            minLength: 1,
            maxLength: 2_000,
            description:
              'submission:ID,run:ID,enrolment:ID,process:WORKFLOW_ID,processes:ORGANISATION_ID,submissions:PERSON_OR_ORGANISATION_ID,exercises:ORGANISATION_ID,webhook_events:ORGANISATION_ID_OR_platform,notifications',
          }),
        }),
        response: {
          200: { content: { 'text/event-stream': { schema: Type.Unsafe<Readable>(Type.String()) } } },
        },
      },
      config: { permission: 'events.read' },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const topics = parseTopics(request.query.topics, viewer);
      const leave = enter(viewer.userId);
      try {
        const stream = await open(topics, viewer, request);
        streams.add(stream);
        stream.once('close', () => (streams.delete(stream), leave()));
        return await reply.type('text/event-stream').headers(unbuffered).send(stream);
      } catch (error) {
        leave();
        throw error;
      }
    },
  );

  /** @throws ApiError NOT_FOUND when one of the topics is not for this viewer */
  async function open(wished: Topic[], viewer: Viewer, request: FastifyRequest): Promise<Readable> {
    const inScope = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
      inOrganisation(app.database, viewer.organisationId, work);
    const read = (wanted: Topic[]) => inScope((trx) => readTopics(trx, wanted, viewer, app.listHeardAt));
    const topics = await inScope((trx) => hearOwnCharge(trx, wished, viewer));
    const names = topics.flatMap(({ heardAs }) => heardAs);
    return topicStream({
      topics,
      states: await read(topics),
      read,
      watch: (changed) => app.watchChanges(names, changed),
      stillStands: () => app.sessionCache.stillStands(viewer),
      lastEventId: request.headers['last-event-id']?.toString(),
      log: request.log,
    });
  }
}) satisfies FastifyPluginAsyncTypebox;
