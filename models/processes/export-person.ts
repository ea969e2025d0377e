import type { Knex } from 'knex';
import { exportPersonProcess } from '#domain/processes/export-person.ts';
import { beginProcess } from './begin-process.ts';

/**
 * Begins an export: its row and its process, in the caller's transaction and organisation scope.
 * @returns undefined while one of the same person is being collected, in whichever organisation
 */
export async function beginExport(
  trx: Knex.Transaction,
  wish: { organisationId: string; userId: string; requestedBy: string },
): Promise<{ archiveId: string; outboxId: string } | undefined> {
  const { organisationId, userId, requestedBy } = wish;
  const [archive] = await trx('personal_archives')
    .insert({ organisation_id: organisationId, user_id: userId, requested_by: requestedBy })
    .onConflict(trx.raw(`(user_id) where status = 'collecting'`))
    .ignore()
    .returning<{ id: string }[]>('id');
  if (!archive) return undefined;
  const outboxId = await beginProcess(trx, exportPersonProcess, {
    organisationId,
    userId,
    subject: { type: 'user', id: userId },
    input: { organisationId, archiveId: archive.id },
  });
  return { archiveId: archive.id, outboxId };
}
