import fp from 'fastify-plugin';
import { createPasswordHasher } from '../sessions/password-hasher.ts';
import type { PasswordHasher } from '../sessions/password-hasher.ts';

declare module 'fastify' {
  interface FastifyInstance {
    passwords: PasswordHasher;
  }
}

/** One bounded queue of password hashes a process. */
export default fp(
  async (app) => void app.decorate('passwords', createPasswordHasher(app.config.passwordHashing)),
  { name: 'passwords' },
);
