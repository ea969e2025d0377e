import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { ApiError } from '#api/errors.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { maySeePicture } from '#models/people/picture-visibility.ts';
import { findUserPicture } from '#models/people/user-picture.ts';
import { pictureHeaders, pictureResponse } from '#api/picture-answer.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { viewerOf } from '#api/viewer.ts';

// It is one person's own: no shared cache keeps it. Another picture has another address.
const headers = pictureHeaders('private, max-age=31536000, immutable');

/** GET /api/users/:id/picture/:hash, as `picture_url` names it: for the person and who has to do with them (models/people/picture-visibility.ts). */
export default (async (app) => {
  const schema = {
    operationId: 'readPicture',
    tags: ['users'],
    summary: 'A person’s picture',
    description:
      'The bytes of a PNG, JPEG or WebP picture. The person, their trainer, their parent and admins see it; a trainer’s the students assigned to them too; that of whoever commented on a submission everyone who may see that submission.',
    params: Type.Object({ id: Uuid, hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
    response: pictureResponse,
  };
  app.get('/:hash', { schema, config: { permission: 'profile.read' } }, async (request, reply) => {
    const { id, hash } = request.params;
    const viewer = viewerOf(request);
    const picture = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      return (await maySeePicture(trx, viewer, id)) ? findUserPicture(trx, id, hash) : undefined;
    });
    if (!picture) throw new ApiError('NOT_FOUND', 'There is no such picture, or it is not yours to see.');
    return reply.headers(headers).type(picture.media_type).send(picture.content);
  });
}) satisfies FastifyPluginAsyncTypebox;
