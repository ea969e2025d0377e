import fp from 'fastify-plugin';
import { ApiError } from '../errors.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * The id of the organisation whose catalogue anyone may read.
     * @throws ApiError UNAVAILABLE before that organisation exists
     */
    publicOrganisationId(): Promise<string>;
  }
}

export default fp(
  async (app) => {
    let known: string | undefined;
    app.decorate('publicOrganisationId', async () => {
      if (known) return known;
      const { rows } = await app.database.raw<{ rows: { id: string }[] }>(
        'select id from find_organisation(?)',
        [app.config.publicOrganisation],
      );
      known = rows[0]?.id;
      if (!known)
        throw new ApiError(
          'organisation_not_ready',
          { organisation: app.config.publicOrganisation },
          {
            retryAfterSeconds: 10,
          },
        );
      return known;
    });
  },
  { name: 'public-organisation', dependencies: ['database'] },
);
