import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { usableTimeZone } from '#domain/people/streak.ts';
import { findAchievementFacts } from '#models/people/find-achievement-facts.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { ByHandle, PublicPerson } from '#api/schemas/public-profile.ts';
import { presentPerson } from '../present-person.ts';
import { withPublishedPerson } from '../published-person.ts';

/** GET /api/people/:handle: what a person shows to anybody (ACC-9). */
export default (async (app) => {
  const schema = {
    operationId: 'readPublicPerson',
    tags: ['people'],
    summary: 'A public profile',
    description:
      'Only of who published one. The answer is the same for somebody who never was, and for who took it back.',
    params: ByHandle,
    response: { 200: SuccessOf(PublicPerson) },
  };
  app.get('/', { schema, config: { permission: 'public' } }, async (request) => {
    const person = await withPublishedPerson(app, request.params.handle, async (trx, published) => {
      const timeZone = usableTimeZone(published.time_zone);
      const facts = await findAchievementFacts(trx, { userId: published.user_id, timeZone });
      return presentPerson({ ...published, time_zone: timeZone }, facts, new Date());
    });
    return success(person);
  });
}) satisfies FastifyPluginAsyncTypebox;
