import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findThings } from '#models/search/find-things.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success } from '#api/schemas/envelope.ts';
import { FoundThing, SearchQuery } from '#api/schemas/search.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentThing } from './present.ts';

/** GET /api/search: whatever of their organisation a person may open, by words (CUR-8). */
export default (async (app) => {
  const schema = {
    operationId: 'search',
    tags: ['search'],
    summary: 'Courses, lessons, exercises, people, submissions and processes that one may open, by words',
    description: 'The best first; of each kind the first 100, counted as far.',
    querystring: SearchQuery,
    response: { 200: ListOf(FoundThing) },
  };
  app.get('/', { schema, config: { permission: 'search.use' } }, async (request) => {
    const { organisationId, userId, role } = viewerOf(request);
    const { q, kind, each, page, page_size: pageSize } = request.query;
    const { count, rows } = await findThings(app.reads, organisationId, {
      reader: { userId, role },
      query: q,
      kinds: kind && [kind],
      each,
      page,
      pageSize,
    });
    return success(pageOf(request, count, rows.map(presentThing)));
  });
}) satisfies FastifyPluginAsyncTypebox;
