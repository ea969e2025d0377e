import type { Knex } from 'knex';
import { Organisation } from '#models/accounts/organisation.ts';
import { User } from '#models/accounts/user.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { Profile } from '#api/schemas/user.ts';
import type { Viewer } from '#api/viewer.ts';

/** The signed-in person's own profile, read inside their organisation's scope. */
export async function readProfile(trx: Knex.Transaction, viewer: Viewer): Promise<Profile> {
  const user = await User.query(trx).findById(viewer.userId).throwIfNotFound();
  const organisation = await Organisation.query(trx).findById(viewer.organisationId).throwIfNotFound();
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
    created_at: user.created_at.toISOString(),
  };
}
