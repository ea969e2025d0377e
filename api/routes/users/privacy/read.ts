import type { Knex } from 'knex';
import type { Static } from 'typebox';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { erasePersonProcess } from '#domain/processes/erase-person.ts';
import { exportPersonProcess } from '#domain/processes/export-person.ts';
import { Erasure, findChildrenAlone } from '#models/accounts/erasure.ts';
import { PersonalArchive } from '#models/accounts/personal-archive.ts';
import { asPerson } from '#models/database/as-person.ts';
import type { ErasureSummary, PersonalArchiveSummary, PersonalData } from '#api/schemas/personal-data.ts';
import type { Viewer } from '#api/viewer.ts';

const maxArchives = 10;

/**
 * Where a person's exports and erasure stand: one's own wherever they were asked for, a child's in this organisation.
 * @param trx in the organisation's scope; for one's own it is the person's as well from then on
 */
export async function readPersonalData(
  trx: Knex.Transaction,
  viewer: Viewer,
  person: string,
): Promise<Static<typeof PersonalData>> {
  return person === viewer.userId
    ? asPerson(trx, person, () => readStanding(trx, person))
    : readStanding(trx, person);
}

async function readStanding(trx: Knex.Transaction, person: string): Promise<Static<typeof PersonalData>> {
  const archives = await PersonalArchive.query(trx)
    .where({ user_id: person })
    .orderBy('id', 'desc')
    .limit(maxArchives);
  const erasure = await Erasure.query(trx)
    .where({ user_id: person })
    .whereIn('status', ['waiting', 'erasing'])
    .first();
  return {
    person,
    archives: archives.map(presentArchive),
    erasure: erasure ? presentErasure(erasure) : null,
    children_alone: await findChildrenAlone(trx, person),
  };
}

export const presentArchive = (archive: PersonalArchive): Static<typeof PersonalArchiveSummary> => ({
  id: archive.id,
  workflow_id: workflowIdOf(exportPersonProcess, archive.id),
  status: archive.status,
  size_bytes: archive.size_bytes,
  requested_at: archive.requested_at.toISOString(),
  expires_at: archive.expires_at?.toISOString() ?? null,
});

const presentErasure = (erasure: Erasure): Static<typeof ErasureSummary> => ({
  id: erasure.id,
  workflow_id: workflowIdOf(erasePersonProcess, erasure.id),
  status: erasure.status,
  requested_at: erasure.requested_at.toISOString(),
  due_at: erasure.due_at.toISOString(),
});
