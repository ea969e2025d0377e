import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { pictureTypes } from '../../../../../domain/picture.ts';
import { learnerFor } from '../../../../acting-for.ts';
import { ApiError } from '../../../../errors.ts';
import { inOrganisation } from '../../../../../models/in-organisation.ts';
import { findUserPicture } from '../../../../../models/user-picture.ts';
import { Uuid } from '../../../../schemas/fields.ts';
import { viewerOf } from '../../../../viewer.ts';

// It can do nothing where a browser opens it as a page, and is one person's own: no shared cache keeps it. Another picture has another address.
const headers = { 'content-security-policy': "default-src 'none'; sandbox", 'cache-control': 'private, max-age=31536000, immutable' };

/** GET /api/users/:id/picture/:hash, as `picture_url` names it: for the person, their trainer, their parent and admins. */
export default (async (app) => {
  const schema = {
    operationId: 'readPicture',
    tags: ['users'],
    summary: 'A person’s picture',
    description: 'The bytes of a PNG, JPEG or WebP picture.',
    params: Type.Object({ id: Uuid, hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
    response: {
      200: { content: Object.fromEntries(pictureTypes.map((type) => [type, { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) }])) },
    },
  };
  app.get('/:hash', { schema, config: { permission: 'profile.read' } }, async (request, reply) => {
    const { id, hash } = request.params;
    const viewer = viewerOf(request);
    const picture = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      await learnerFor(trx, viewer, id);
      return findUserPicture(trx, id, hash);
    });
    if (!picture) throw new ApiError('NOT_FOUND', 'There is no such picture.');
    return reply.headers(headers).type(picture.media_type).send(picture.content);
  });
}) satisfies FastifyPluginAsyncTypebox;
