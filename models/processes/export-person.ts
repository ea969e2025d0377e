import type { Knex } from 'knex';
import { exportPersonProcess } from '#domain/processes/export-person.ts';
import { PersonalArchive } from '../accounts/personal-archive.ts';
import { beginProcess } from './begin-process.ts';

/**
 * Begins an export: its row and its process, in the caller's transaction and organisation scope.
 * @throws UniqueViolationError (objection) while one of the same person is being collected
 */
export async function beginExport(
  trx: Knex.Transaction,
  wish: { organisationId: string; userId: string; requestedBy: string },
): Promise<{ archiveId: string; outboxId: string }> {
  const { organisationId, userId, requestedBy } = wish;
  const archive = await PersonalArchive.query(trx).insert({
    organisation_id: organisationId,
    user_id: userId,
    requested_by: requestedBy,
  });
  const outboxId = await beginProcess(trx, exportPersonProcess, {
    organisationId,
    userId,
    subject: { type: 'user', id: userId },
    input: { organisationId, archiveId: archive.id },
  });
  return { archiveId: archive.id, outboxId };
}
