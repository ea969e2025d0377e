import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findReviewGroups } from '#models/grading/find-review-groups.ts';
import { reviewSubmissions } from '#models/grading/review-submissions.ts';
import { pageOf } from '#api/page-of.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import { ReviewBody, Reviewed, ReviewGroup, ReviewQuery } from '#api/schemas/review.ts';
import { viewerOf } from '#api/viewer.ts';

/** What a trainer has to look at, exercise by exercise, and what needs no word. */
export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listReviewGroups',
        summary: 'How many submissions stand at a state of review, exercise by exercise, most first',
        description:
          'Of what was accepted in a whole organisation the newest 5,000 are counted; of a trainer’s students all.',
        tags: ['submissions'],
        querystring: ReviewQuery,
        response: { 200: ListOf(ReviewGroup) },
      },
      config: { permission: 'submissions.review' },
    },
    async (request) => {
      const reader = viewerOf(request);
      const { page, page_size: pageSize, review } = request.query;
      const { count, rows } = await inOrganisation(app.database, reader.organisationId, (trx) =>
        findReviewGroups(trx, { reader, review, page, pageSize }),
      );
      const groups = rows.map(({ slug, title, submissions, oldest_at }) => ({
        exercise: { slug, title },
        submissions,
        oldest_at: oldest_at.toISOString(),
      }));
      return success(pageOf(request, count, groups));
    },
  );

  app.post(
    '/',
    {
      schema: {
        operationId: 'reviewSubmissions',
        summary: 'Say of submissions that there is nothing to say, or take that back; nobody is told',
        description:
          'Each is named with the `revision` that was seen. One that changed since then, is not graded, or is not the caller’s to review stays as it is, and is in `skipped`.',
        tags: ['submissions'],
        body: ReviewBody,
        response: { 200: SuccessOf(Reviewed) },
      },
      config: { permission: 'submissions.review' },
    },
    async (request) => {
      const reader = viewerOf(request);
      const { submissions: seen, reviewed } = request.body;
      const done = await inOrganisation(app.database, reader.organisationId, (trx) =>
        reviewSubmissions(trx, { reader, seen, reviewed }),
      );
      const changed = new Set(done.map(({ id }) => id));
      const skipped = [...new Set(seen.map(({ id }) => id))].filter((id) => !changed.has(id));
      return success({ done, skipped });
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
