import type { Knex } from 'knex';
import { handlesFor } from '#domain/accounts/handle.ts';
import { findTakenHandles, PublicProfile } from '#models/people/public-profile.ts';
import { User } from '#models/accounts/user.ts';
import type { PublicProfileSettings } from '#api/schemas/public-profile.ts';
import type { Viewer } from '#api/viewer.ts';

/** One's own settings, read inside one's organisation's scope. */
export async function readPublicProfile(
  trx: Knex.Transaction,
  viewer: Viewer,
): Promise<PublicProfileSettings> {
  const row = await PublicProfile.query(trx).findById([viewer.organisationId, viewer.userId]);
  return row ? presentSettings(row) : proposeSettings(trx, viewer);
}

export const presentSettings = (row: PublicProfile): PublicProfileSettings => ({
  published: row.published,
  handle: row.handle,
  headline: row.headline,
  shows_achievements: row.shows_achievements,
  shows_courses: row.shows_courses,
  shows_activity: row.shows_activity,
});

/** Settings of who has none yet: nothing published, and a free address made of their name. */
export async function proposeSettings(
  trx: Knex.Transaction,
  { userId }: Viewer,
): Promise<PublicProfileSettings> {
  const { name } = await User.query(trx).findById(userId).throwIfNotFound();
  const handles = handlesFor(name);
  // Nine people of one name, then the end of an id that nobody else has.
  const unlike = `${handles[0]!.slice(0, 27)}-${userId.slice(-12)}`;
  const taken = await findTakenHandles(trx, handles);
  const handle = handles.find((one) => !taken.has(one)) ?? unlike;
  return {
    published: false,
    handle,
    headline: null,
    shows_achievements: true,
    shows_courses: true,
    shows_activity: false,
  };
}
