import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { achievementsOf } from '#domain/people/achievements.ts';
import { calendarDay, daysUpTo, usableTimeZone } from '#domain/people/streak.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findAchievementFacts } from '#models/people/find-achievement-facts.ts';
import type { LearningFacts } from '#models/people/find-achievement-facts.ts';
import { findPublicProfile, findPublishedPerson } from '#models/people/public-profile.ts';
import type { PublishedPerson } from '#models/people/public-profile.ts';
import { findUserPicture } from '#models/people/user-picture.ts';
import { ApiError } from '#api/errors.ts';
import { pictureHeaders, pictureResponse } from '#api/pictures/answer.ts';
import { presentEarned } from '#api/present-achievements.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { ByHandle, PublicPerson } from '#api/schemas/public-profile.ts';

const tags = ['people'];

// Nothing keeps it: with the profile it is gone.
const headers = pictureHeaders('no-store');

/** /api/people/:handle: what a person shows to anybody (ACC-9). */
export default (async (app) => {
  // GET /api/people/:handle: what a person shows to anybody (ACC-9).
  const page = {
    operationId: 'readPublicPerson',
    tags,
    summary: 'A public profile',
    description:
      'Only of who published one. The answer is the same for somebody who never was, and for who took it back.',
    params: ByHandle,
    response: { 200: SuccessOf(PublicPerson) },
  };
  app.get('/:handle', { schema: page, config: { permission: 'public' } }, async (request) => {
    const person = await withPublishedPerson(app, request.params.handle, async (trx, published) => {
      const timeZone = usableTimeZone(published.time_zone);
      const facts = await findAchievementFacts(trx, { userId: published.user_id, timeZone });
      return presentPerson({ ...published, time_zone: timeZone }, facts, new Date());
    });
    return success(person);
  });

  // GET /api/people/:handle/picture: the picture on a public profile, as long as that is published (ACC-9).
  const picture = {
    operationId: 'readPublicPicture',
    tags,
    summary: 'The picture on a public profile',
    description: 'The bytes of a PNG, JPEG or WebP picture.',
    params: ByHandle,
    response: pictureResponse,
  };
  app.get(
    '/:handle/picture',
    { schema: picture, config: { permission: 'public' } },
    async (request, reply) => {
      const found = await withPublishedPerson(
        app,
        request.params.handle,
        async (trx, { user_id, picture_hash }) =>
          picture_hash === null ? undefined : findUserPicture(trx, user_id, picture_hash),
      );
      return reply.headers(headers).type(found.media_type).send(found.content);
    },
  );
}) satisfies FastifyPluginAsyncTypebox;

/**
 * Reads in the scope of the organisation in which somebody published a profile under this address.
 * @throws ApiError NOT_FOUND, the same for whom there never was, who took it back, is deactivated or gone
 */
async function withPublishedPerson<Result>(
  app: FastifyInstance,
  handle: string,
  read: (trx: Knex.Transaction, person: PublishedPerson) => Promise<Result | undefined>,
): Promise<Result> {
  const found = await findPublicProfile(app.database, handle);
  const result =
    found &&
    (await inOrganisation(app.database, found.organisation_id, async (trx) => {
      const person = await findPublishedPerson(trx, found.user_id);
      return person && read(trx, person);
    }));
  if (result === undefined) throw new ApiError('no_such_public_page');
  return result;
}

const shownDays = 12 * 7;

/**
 * A person as anybody may see them: no e-mail, no ids, nothing of their organisation, no results of single submissions.
 * @param person.time_zone a known zone
 * @param now decides which day is today
 */
function presentPerson(person: PublishedPerson, facts: LearningFacts, now: Date): PublicPerson {
  const today = calendarDay(now, person.time_zone);
  const began =
    facts.firstActiveAt && facts.firstActiveAt < person.joined_at ? facts.firstActiveAt : person.joined_at;
  const counts = new Map(facts.days.map(({ day, count }) => [day, count]));
  return {
    handle: person.handle,
    name: person.name,
    headline: person.headline,
    picture_url: person.picture_hash === null ? null : `/api/people/${person.handle}/picture`,
    learning_since: calendarDay(began, person.time_zone).slice(0, 7),
    achievements: person.shows_achievements ? presentEarned(achievementsOf(facts, today)) : null,
    courses: person.shows_courses
      ? facts.courses.map(({ title, completedAt }) => ({ title, completed_at: completedAt.toISOString() }))
      : null,
    activity: person.shows_activity
      ? daysUpTo(today, shownDays).map((day) => ({ day, count: counts.get(day) ?? 0 }))
      : null,
  };
}
