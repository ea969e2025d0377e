import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { plainText } from '#domain/accounts/person-name.ts';
import { handlesFor } from '#domain/accounts/handle.ts';
import { fieldFault } from '#domain/field-faults.ts';
import { User } from '#models/accounts/user.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import {
  findTakenHandles,
  isTakenHandle,
  PublicProfile,
  savePublicProfile,
} from '#models/people/public-profile.ts';
import { ApiError } from '#api/errors.ts';
import type { PublicProfileChanges, PublicProfileSettings } from '#api/schemas/public-profile.ts';
import { viewerOf } from '#api/viewer.ts';
import type { Viewer } from '#api/viewer.ts';

/** One's own settings, read inside one's organisation's scope. */
export async function readPublicProfile(
  trx: Knex.Transaction,
  viewer: Viewer,
): Promise<PublicProfileSettings> {
  const row = await PublicProfile.query(trx).findById([viewer.organisationId, viewer.userId]);
  return row ? presentSettings(row) : proposeSettings(trx, viewer);
}

const presentSettings = (row: PublicProfile): PublicProfileSettings => ({
  published: row.published,
  handle: row.handle,
  headline: row.headline,
  shows_achievements: row.shows_achievements,
  shows_courses: row.shows_courses,
  shows_activity: row.shows_activity,
});

/** Settings of who has none yet: nothing published, and a free address made of their name. */
async function proposeSettings(trx: Knex.Transaction, { userId }: Viewer): Promise<PublicProfileSettings> {
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

/**
 * Changes one's own public profile; what is told to the world, and under which address, goes into the audit log.
 * @throws ApiError CONFLICT (address taken), FORBIDDEN (a child without an e-mail, not seen through its parent's eyes), EMAIL_NOT_VERIFIED
 */
export async function changePublicProfile(
  app: FastifyInstance,
  request: FastifyRequest,
  changes: PublicProfileChanges,
): Promise<PublicProfileSettings> {
  const viewer = viewerOf(request);
  return inOrganisation(app.database, viewer.organisationId, async (trx) => {
    // Changes of one person come one after the other, so that the audit log tells what was before each.
    await trx('memberships').where({ user_id: viewer.userId }).forUpdate().select('user_id');
    const kept = await PublicProfile.query(trx).findById([viewer.organisationId, viewer.userId]);
    const before = kept ? presentSettings(kept) : await proposeSettings(trx, viewer);
    const headline =
      changes.headline === undefined ? before.headline : plainText(changes.headline ?? '') || null;
    const after = { ...before, ...changes, headline };
    if (after.published) refuseToPublish(viewer);
    await savePublicProfile(trx, {
      organisation_id: viewer.organisationId,
      user_id: viewer.userId,
      ...after,
    });
    await audit(trx, request, kept && before, after);
    return after;
  }).catch(refuseTakenHandle);
}

/** What a child shows to the world is for its parent to decide, and nobody speaks to it who has not proved their address. Taking back is free to all. */
function refuseToPublish(viewer: Viewer): void {
  if (viewer.email === null && viewer.actingUserId === null) throw new ApiError('profile_is_parents');
  if (!viewer.emailVerified) throw new ApiError('email_not_confirmed');
}

async function audit(
  trx: Knex.Transaction,
  request: FastifyRequest,
  before: PublicProfileSettings | undefined,
  after: PublicProfileSettings,
): Promise<void> {
  const { userId } = viewerOf(request);
  const turned = after.published ? 'user.profile_published' : 'user.profile_unpublished';
  const moved = before !== undefined && before.handle !== after.handle;
  const action = (before?.published ?? false) !== after.published ? turned : moved && 'user.profile_moved';
  if (!action) return;
  const told = ({ published, handle }: PublicProfileSettings) => ({ published, handle });
  const change = { ...(before && { before: told(before) }), after: told(after) };
  await recordAudit(trx, {
    actorId: userId,
    action,
    subjectType: 'user',
    subjectId: userId,
    ...change,
    request,
  });
}

/** @throws ApiError CONFLICT when the error is an address in use, else the error itself */
function refuseTakenHandle(error: unknown): never {
  if (isTakenHandle(error))
    throw new ApiError(
      'handle_taken',
      {},
      {
        reasons: { handle: [fieldFault('taken')] },
      },
    );
  throw error;
}
