import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import fp from 'fastify-plugin';

/** Texts and data, but never an event stream: it would be held back until enough of it had come. Pictures and archives are compressed already. */
const compressible = /^text\/(?!event-stream)|[/+](?:json|javascript|xml|yaml)(?:;|$)/;

/**
 * Answers over 1 KB travel compressed where the client takes it. Nothing secret of ours stands in an answer beside what somebody else chose (BREACH):
 * an answer needs a token that no browser sends by itself.
 */
export default fp(
  async (app) => {
    await app.register(compress, {
      encodings: ['br', 'gzip'],
      threshold: 1024,
      customTypes: compressible,
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
      zlibOptions: { level: 6 },
      // A few bytes sent compressed can be as many as one likes when read.
      globalDecompression: false,
    });
  },
  { name: 'compression' },
);
