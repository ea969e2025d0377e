import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { removeUserPicture, saveUserPicture } from '#models/people/user-picture.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { PictureBody, Profile } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';
import { readProfile } from '../read-profile.ts';
import { readPicture } from './read-picture.ts';

const tags = ['users'];
const config = { permission: 'profile.update' } as const;
const response = { 200: SuccessOf(Profile) };

/** PUT and DELETE /api/users/profile/picture: one's own picture (ACC-9). */
export default (async (app) => {
  const save = {
    operationId: 'savePicture',
    tags,
    summary: 'Set one’s own picture',
    description:
      'PNG, JPEG or WebP, known by its content, of at most 4 MB and 25 million pixels. What is kept is made anew: upright, the square in its middle, at most 256 × 256 pixels, WebP, without metadata such as place and device.',
    body: PictureBody,
    response,
  };
  app.put('/', { schema: save, config, bodyLimit: app.config.pictureBodyLimitBytes }, async (request) => {
    const viewer = viewerOf(request);
    const picture = await app.encodePicture(readPicture(request.body.picture));
    const profile = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      await saveUserPicture(trx, viewer.userId, picture);
      return readProfile(trx, viewer);
    });
    return success(profile, 'Your picture is saved.');
  });

  const remove = { operationId: 'removePicture', tags, summary: 'Remove one’s own picture', response };
  app.delete('/', { schema: remove, config }, async (request) => {
    const viewer = viewerOf(request);
    const profile = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      await removeUserPicture(trx, viewer.userId);
      return readProfile(trx, viewer);
    });
    return success(profile, 'Your picture is removed.');
  });
}) satisfies FastifyPluginAsyncTypebox;
