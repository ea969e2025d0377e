import { Model } from 'objection';
import type { Knex } from 'knex';

/** Everything the platform holds of a person, as a ZIP file for some days. */
export class PersonalArchive extends Model {
  static override tableName = 'personal_archives';

  declare id: string;
  declare organisation_id: string;
  declare user_id: string;
  /** Themselves, or a parent. */
  declare requested_by: string;
  declare status: 'collecting' | 'ready' | 'expired' | 'cancelled';
  declare size_bytes: number | null;
  declare requested_at: Date;
  declare ready_at: Date | null;
  declare expires_at: Date | null;
}

/**
 * Removes what an archive holds; its row stays for the story.
 * @param trx in the scope of its organisation
 * @returns false when it held nothing any more
 */
export async function removeArchive(
  trx: Knex.Transaction,
  archiveId: string,
  status: 'expired' | 'cancelled',
): Promise<boolean> {
  const changed = await PersonalArchive.query(trx)
    .findById(archiveId)
    .whereIn('status', ['collecting', 'ready'])
    .patch({ status });
  if (changed === 0) return false;
  await trx('personal_archive_chunks').where({ archive_id: archiveId }).delete();
  return true;
}

/**
 * An archive's content, a chunk at a time, each read in a transaction of its own so that a slow reader holds none.
 * @param inScope runs a read in the scope of the archive's organisation
 */
export async function* readArchive(
  inScope: <Result>(work: (trx: Knex.Transaction) => Promise<Result>) => Promise<Result>,
  archiveId: string,
): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const chunk = await inScope((trx) =>
      trx('personal_archive_chunks')
        .where({ archive_id: archiveId, position })
        .first<{ content: Buffer } | undefined>('content'),
    );
    if (!chunk) return;
    yield chunk.content;
  }
}
