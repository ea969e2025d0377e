import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { achievementsOf, nextOf } from '#domain/people/achievements.ts';
import { calendarDay, usableTimeZone } from '#domain/people/streak.ts';
import { findAchievementFacts } from '#models/people/find-achievement-facts.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { User } from '#models/accounts/user.ts';
import { presentEarned } from '#api/present-achievements.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Achievements } from '#api/schemas/public-profile.ts';
import { viewerOf } from '#api/viewer.ts';

/** GET /api/users/profile/achievements: what one has earned, and what is next (ACC-9). */
export default (async (app) => {
  const schema = {
    operationId: 'readAchievements',
    tags: ['users'],
    summary: 'One’s own achievements',
    response: { 200: SuccessOf(Achievements) },
  };
  app.get('/', { schema, config: { permission: 'profile.read' } }, async (request) => {
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
  });
}) satisfies FastifyPluginAsyncTypebox;
