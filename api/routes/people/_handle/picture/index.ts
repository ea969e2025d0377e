import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findUserPicture } from '#models/people/user-picture.ts';
import { pictureHeaders, pictureResponse } from '#api/picture-answer.ts';
import { ByHandle } from '#api/schemas/public-profile.ts';
import { withPublishedPerson } from '#api/routes/people/published-person.ts';

// Nothing keeps it: with the profile it is gone.
const headers = pictureHeaders('no-store');

/** GET /api/people/:handle/picture: the picture on a public profile, as long as that is published (ACC-9). */
export default (async (app) => {
  const schema = {
    operationId: 'readPublicPicture',
    tags: ['people'],
    summary: 'The picture on a public profile',
    description: 'The bytes of a PNG, JPEG or WebP picture.',
    params: ByHandle,
    response: pictureResponse,
  };
  app.get('/', { schema, config: { permission: 'public' } }, async (request, reply) => {
    const picture = await withPublishedPerson(
      app,
      request.params.handle,
      async (trx, { user_id, picture_hash }) =>
        picture_hash === null ? undefined : findUserPicture(trx, user_id, picture_hash),
    );
    return reply.headers(headers).type(picture.media_type).send(picture.content);
  });
}) satisfies FastifyPluginAsyncTypebox;
