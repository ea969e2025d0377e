import etag from '@fastify/etag';
import fp from 'fastify-plugin';

/**
 * Lets caches keep what the routes of its scope answer to somebody who is not signed in, as long as they ask again each time: an answer has an ETag,
 * and none of its bytes travel again while it is the same. What a person is answered is kept by nobody, as everywhere.
 */
export const publicAnswers = fp(
  async (app) => {
    // Weak: the same answer travels in several encodings.
    await app.register(etag, { weak: true });
    app.addHook('onSend', async (request, reply, payload) => {
      if (request.viewer || ![200, 304].includes(reply.statusCode)) return payload;
      const vary = [reply.getHeader('vary'), 'Authorization', 'Accept-Encoding'].filter(Boolean).join(', ');
      reply.headers({ 'cache-control': 'public, no-cache', vary });
      return payload;
    });
  },
  { name: 'public-answers' },
);
