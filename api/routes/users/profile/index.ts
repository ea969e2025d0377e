import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { User } from '#models/accounts/user.ts';
import { readProfile } from './read-profile.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Profile, ProfileChanges } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';

const tags = ['users'];

/** GET and PUT /api/users/profile: one's own (ACC-9). A field that is not sent stays as it is. */
export default (async (app) => {
  const read = {
    operationId: 'readProfile',
    tags,
    summary: 'One’s own profile',
    response: { 200: SuccessOf(Profile) },
  };
  app.get('/', { schema: read, config: { permission: 'profile.read' } }, async (request) => {
    const viewer = viewerOf(request);
    return success(
      await inOrganisation(app.database, viewer.organisationId, (trx) => readProfile(trx, viewer)),
    );
  });

  const update = {
    operationId: 'updateProfile',
    tags,
    summary: 'Change one’s own profile',
    body: ProfileChanges,
    response: { 200: SuccessOf(Profile) },
  };
  app.put('/', { schema: update, config: { permission: 'profile.update' } }, async (request) => {
    const viewer = viewerOf(request);
    const profile = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      await User.query(trx)
        .findById(viewer.userId)
        .patch({ ...request.body, updated_at: new Date() });
      return readProfile(trx, viewer);
    });
    await app.sessionCache.forgetUser(viewer.userId);
    return success(profile, 'Your profile is saved.');
  });
}) satisfies FastifyPluginAsyncTypebox;
