import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findPublicProfile, findPublishedPerson } from '#models/people/public-profile.ts';
import type { PublishedPerson } from '#models/people/public-profile.ts';
import { ApiError } from '#api/errors.ts';

/**
 * Reads in the scope of the organisation in which somebody published a profile under this address.
 * @throws ApiError NOT_FOUND, the same for whom there never was, who took it back, is deactivated or gone
 */
export async function withPublishedPerson<Result>(
  app: FastifyInstance,
  handle: string,
  read: (trx: Knex.Transaction, person: PublishedPerson) => Promise<Result | undefined>,
): Promise<Result> {
  const found = await findPublicProfile(app.database, handle);
  const result =
    found &&
    (await inOrganisation(app.database, found.organisation_id, async (trx) => {
      const person = await findPublishedPerson(trx, found.user_id);
      return person && read(trx, person);
    }));
  if (result === undefined) throw new ApiError('NOT_FOUND', 'There is no such page.');
  return result;
}
