import { finished } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { ZipFile } from 'yazl';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { archiveDays, exportPersonProcess } from '#domain/processes/export-person.ts';
import { collectPerson } from '#models/accounts/collect-person.ts';
import { PersonalArchive, removeArchive } from '#models/accounts/personal-archive.ts';
import { User } from '#models/accounts/user.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { enterStep, moveProcess } from '#models/processes/move-process.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { recordingFaults } from './recording-faults.ts';
import { whileHeartbeating } from './while-heartbeating.ts';

export type ExportInput = { organisationId: string; archiveId: string };

export type ExportOutcome = { status: 'expired' | 'cancelled' };

export type CollectedArchive = { status: PersonalArchive['status']; keptMilliseconds: number };

export type ExportActivities = ReturnType<typeof createExportActivities>;

const chunkBytes = 1024 ** 2;

/**
 * The steps of an export, with the application's role.
 * @param tools.database a pool of that role
 */
export function createExportActivities({ database }: { database: Knex }) {
  const step = <Result>({ organisationId, archiveId }: ExportInput, work: () => Promise<Result>) =>
    recordingFaults(
      database,
      { organisationId, workflowId: workflowIdOf(exportPersonProcess, archiveId) },
      work,
    );

  return {
    /** Builds the archive and stores it, and tells by mail that it can be had. An archive that is there already stays. */
    collectArchive: (input: ExportInput): Promise<CollectedArchive> =>
      step(input, async () => {
        const { organisationId, archiveId } = input;
        const workflowId = workflowIdOf(exportPersonProcess, archiveId);
        const archive = await inOrganisation(database, organisationId, async (trx) => {
          await enterStep(trx, workflowId, 'collect');
          await moveProcess(trx, { workflowId, waitingFor: null });
          return PersonalArchive.query(trx).findById(archiveId).throwIfNotFound();
        });
        if (archive.status === 'collecting')
          await whileHeartbeating((signal) =>
            inOrganisation(database, organisationId, (trx) => storeArchive(database, trx, archive, signal)),
          );
        const stored = await inOrganisation(database, organisationId, async (trx) =>
          PersonalArchive.query(trx).findById(archiveId).throwIfNotFound(),
        );
        const keptMilliseconds = Math.max(1, (stored.expires_at?.getTime() ?? 0) - Date.now());
        return { status: stored.status, keptMilliseconds };
      }),

    /** Removes the archive when its time is over. */
    expireArchive: (input: ExportInput): Promise<ExportOutcome> =>
      step(input, async () => {
        const { organisationId, archiveId } = input;
        return inOrganisation(database, organisationId, async (trx) => {
          await removeArchive(trx, archiveId, 'expired');
          const archive = await PersonalArchive.query(trx).findById(archiveId).throwIfNotFound();
          const status = archive.status === 'cancelled' ? 'cancelled' : 'expired';
          await moveProcess(trx, {
            workflowId: workflowIdOf(exportPersonProcess, archiveId),
            step: 'expire',
            state: status,
            finished: true,
            event: { name: status, occurrence: 'end' },
          });
          return { status };
        });
      }),
  };
}

/** One transaction: an archive is there with all its chunks, its mail and its process's move, or not at all. */
async function storeArchive(
  database: Knex,
  trx: Knex.Transaction,
  { id, organisation_id: organisationId, user_id: userId, requested_by: requestedBy }: PersonalArchive,
  signal: AbortSignal,
): Promise<void> {
  const locked = await PersonalArchive.query(trx).findById(id).forUpdate().throwIfNotFound();
  if (locked.status !== 'collecting') return;
  const written = await writeChunks(database, trx, locked, signal);
  const ready = await PersonalArchive.query(trx)
    .patchAndFetchById(id, {
      status: 'ready',
      size_bytes: written.bytes,
      ready_at: trx.raw('now()') as unknown as Date,
      expires_at: trx.raw('now() + make_interval(days => ?)', [archiveDays]) as unknown as Date,
    })
    .throwIfNotFound();
  await moveProcess(trx, {
    workflowId: workflowIdOf(exportPersonProcess, id),
    state: 'ready',
    step: 'keep',
    waitingFor: 'time',
    waitingUntil: ready.expires_at!,
    event: { name: 'collected', occurrence: 'end', detail: written },
  });
  const reader = await User.query(trx).findById(requestedBy);
  if (!reader?.email) return;
  await beginMail(trx, {
    organisationId,
    userId: requestedBy,
    recipient: reader.email,
    template: 'export_ready',
    parameters: {
      name: reader.name,
      whose: requestedBy === userId ? 'own' : 'child',
      expiresAt: ready.expires_at!.toISOString(),
    },
  });
}

/** Packs file after file, and writes each full chunk at once, so that the whole archive is never in memory. */
async function writeChunks(
  database: Knex,
  trx: Knex.Transaction,
  archive: PersonalArchive,
  signal: AbortSignal,
): Promise<{ rows: number; bytes: number }> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const written = { rows: 0, bytes: 0 };
  async function pack(): Promise<void> {
    for await (const { path, content, rows } of collectPerson(database, archive.user_id)) {
      signal.throwIfAborted();
      written.rows += rows;
      zip.addBuffer(content, path);
    }
    zip.end();
  }
  const packing = pack().catch((error: unknown) =>
    output.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  let position = 0;
  let waiting = Buffer.alloc(0);
  const write = async (content: Buffer) => {
    await trx('personal_archive_chunks').insert({
      organisation_id: archive.organisation_id,
      archive_id: archive.id,
      position,
      content,
    });
    position += 1;
    written.bytes += content.length;
  };
  for await (const piece of output) {
    waiting = Buffer.concat([waiting, piece as Buffer]);
    while (waiting.length >= chunkBytes) {
      await write(waiting.subarray(0, chunkBytes));
      waiting = waiting.subarray(chunkBytes);
    }
  }
  if (waiting.length > 0) await write(waiting);
  await packing;
  await finished(output, { error: true });
  return written;
}
