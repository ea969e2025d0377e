import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Knex } from 'knex';
import { plainText } from '#domain/accounts/person-name.ts';
import { achievementsOf, nextOf } from '#domain/people/achievements.ts';
import { calendarDay, usableTimeZone } from '#domain/people/streak.ts';
import { Erasure } from '#models/accounts/erasure.ts';
import { Organisation } from '#models/accounts/organisation.ts';
import { User } from '#models/accounts/user.ts';
import { asPerson } from '#models/database/as-person.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { unreadOf } from '#models/notifications/find-notifications.ts';
import { findAchievementFacts } from '#models/people/find-achievement-facts.ts';
import { removeUserPicture, saveUserPicture } from '#models/people/user-picture.ts';
import { pictureUrl } from '#api/picture-url.ts';
import { readPicture } from '#api/pictures/read-picture.ts';
import { presentEarned } from '#api/present-achievements.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Achievements } from '#api/schemas/public-profile.ts';
import { PictureBody, Profile, ProfileChanges } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';
import type { Viewer } from '#api/viewer.ts';

const tags = ['users'];
const update = { permission: 'profile.update' } as const;
const response = { 200: SuccessOf(Profile) };

/** /api/users/profile: one’s own (ACC-9). A field that is not sent stays as it is. */
export default (async (app) => {
  const read = {
    operationId: 'readProfile',
    tags,
    summary: 'One’s own profile',
    response,
  };
  app.get('/', { schema: read, config: { permission: 'profile.read' } }, async (request) => {
    const viewer = viewerOf(request);
    return success(
      await inOrganisation(app.database, viewer.organisationId, (trx) => readProfile(trx, viewer)),
    );
  });

  const change = {
    operationId: 'updateProfile',
    tags,
    summary: 'Change one’s own profile',
    body: ProfileChanges,
    response,
  };
  app.put('/', { schema: change, config: update }, async (request) => {
    const { name } = request.body;
    const viewer = viewerOf(request);
    const profile = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      await User.query(trx)
        .findById(viewer.userId)
        .patch({
          ...request.body,
          ...(name !== undefined && { name: plainText(name) }),
          updated_at: new Date(),
        });
      return readProfile(trx, viewer);
    });
    await app.sessionCache.forgetUser(viewer.userId);
    return success(profile, 'Your profile is saved.');
  });

  // GET /api/users/profile/achievements: what one has earned, and what is next (ACC-9).
  const achievements = {
    operationId: 'readAchievements',
    tags,
    summary: 'One’s own achievements',
    response: { 200: SuccessOf(Achievements) },
  };
  app.get(
    '/achievements',
    { schema: achievements, config: { permission: 'profile.read' } },
    async (request) => {
      const { organisationId, userId } = viewerOf(request);
      const { facts, timeZone } = await inOrganisation(app.database, organisationId, async (trx) => {
        const user = await User.query(trx).findById(userId).throwIfNotFound();
        const timeZone = usableTimeZone(user.time_zone);
        return { timeZone, facts: await findAchievementFacts(trx, { userId, timeZone }) };
      });
      const all = achievementsOf(facts, calendarDay(new Date(), timeZone));
      return success({
        earned: presentEarned(all),
        next: nextOf(all, facts.languagesOffered).map(({ id, count, of }) => ({ id, count, of })),
      });
    },
  );

  // PUT and DELETE /api/users/profile/picture: one's own picture (ACC-9).
  const save = {
    operationId: 'savePicture',
    tags,
    summary: 'Set one’s own picture',
    description:
      'PNG, JPEG or WebP, known by its content, of at most 4 MB and 25 million pixels. What is kept is made anew: upright, the square in its middle, at most 256 × 256 pixels, WebP, without metadata such as place and device.',
    body: PictureBody,
    response,
  };
  app.put(
    '/picture',
    { schema: save, config: update, bodyLimit: app.config.pictureBodyLimitBytes },
    async (request) => {
      const viewer = viewerOf(request);
      const picture = await app.encodePicture(readPicture(request.body.picture));
      const profile = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
        await saveUserPicture(trx, viewer.userId, picture);
        return readProfile(trx, viewer);
      });
      return success(profile, 'Your picture is saved.');
    },
  );

  const remove = { operationId: 'removePicture', tags, summary: 'Remove one’s own picture', response };
  app.delete('/picture', { schema: remove, config: update }, async (request) => {
    const viewer = viewerOf(request);
    const profile = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      await removeUserPicture(trx, viewer.userId);
      return readProfile(trx, viewer);
    });
    return success(profile, 'Your picture is removed.');
  });
}) satisfies FastifyPluginAsyncTypebox;

/** The signed-in person's own profile, read inside their organisation's scope. */
async function readProfile(trx: Knex.Transaction, viewer: Viewer): Promise<Profile> {
  const user = (await User.query(trx)
    .findById(viewer.userId)
    .select('users.*', trx.raw('(?) as unread', [unreadOf(trx, viewer.userId)]))
    .throwIfNotFound()) as User & { unread: string };
  const organisation = await Organisation.query(trx).findById(viewer.organisationId).throwIfNotFound();
  const erasure = await asPerson(trx, viewer.userId, async () =>
    Erasure.query(trx).where({ user_id: viewer.userId, status: 'waiting' }).first(),
  );
  return {
    id: user.id,
    email: user.email,
    role: viewer.role,
    track: user.track,
    name: user.name,
    organisation_id: organisation.id,
    email_verified: user.email === null || user.email_verified_at !== null,
    picture_url: pictureUrl(user),
    language: user.language,
    time_zone: user.time_zone,
    preferences: user.preferences as Profile['preferences'],
    organisation: {
      id: organisation.id,
      slug: organisation.slug,
      name: organisation.name,
      primary_colour: organisation.primary_colour,
    },
    viewed_by: viewer.actingUserId,
    unread_notifications: Number(user.unread),
    erasure: erasure ? { id: erasure.id, due_at: erasure.due_at.toISOString() } : null,
    created_at: user.created_at.toISOString(),
  };
}
