import fp from 'fastify-plugin';
import { createPictureEncoder } from '../pictures/encoder.ts';
import type { PictureEncoder } from '../pictures/encoder.ts';

declare module 'fastify' {
  interface FastifyInstance {
    encodePicture: PictureEncoder;
  }
}

/** One bounded queue of pictures a process. */
export default fp(
  async (app) => void app.decorate('encodePicture', createPictureEncoder(app.config.pictures)),
  { name: 'pictures' },
);
