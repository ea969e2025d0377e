import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Knex } from 'knex';
import { ZipFile } from 'yazl';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { archiveDays, exportPersonProcess } from '#domain/processes/export-person.ts';
import { collectPerson } from '#models/accounts/collect-person.ts';
import type { ArchiveFile } from '#models/accounts/collect-person.ts';
import { PersonalArchive, removeArchive } from '#models/accounts/personal-archive.ts';
import { User } from '#models/accounts/user.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { millisecondsUntil } from '#models/database/milliseconds-until.ts';
import { enterStep, moveProcess } from '#models/processes/move-process.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { recordingFaults } from './recording-faults.ts';
import { whileHeartbeating } from './while-heartbeating.ts';

export type ExportInput = { organisationId: string; archiveId: string };

export type ExportOutcome = { status: 'expired' | 'cancelled' };

export type CollectedArchive = { status: PersonalArchive['status']; keptMilliseconds: number };

export type ExportActivities = ReturnType<typeof createExportActivities>;

type PackedArchive = { file: FileHandle; rows: number };

/** As the table's rows may be long. */
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
          const found = await PersonalArchive.query(trx).findById(archiveId).throwIfNotFound();
          if (found.status !== 'collecting') return found;
          await enterStep(trx, workflowId, 'collect');
          await moveProcess(trx, {
            workflowId,
            waitingFor: null,
            event: { name: 'accepted', occurrence: 'accepted' },
          });
          return found;
        });
        if (archive.status === 'collecting')
          await whileHeartbeating(async (signal) => {
            const packed = await packArchive(database, archive.user_id, signal);
            try {
              await inOrganisation(database, organisationId, (trx) => storeArchive(trx, archiveId, packed));
            } finally {
              await packed.file.close();
            }
          });
        return inOrganisation(database, organisationId, async (trx) => {
          const stored = await PersonalArchive.query(trx).findById(archiveId).throwIfNotFound();
          const left = await millisecondsUntil(trx, stored.expires_at);
          return { status: stored.status, keptMilliseconds: Math.max(1, left) };
        });
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

/**
 * Packs everything into a file that has no name any more, so that it is gone with this process however that ends. No connection to the
 * database is held meanwhile but the one that reads.
 */
async function packArchive(database: Knex, personId: string, signal: AbortSignal): Promise<PackedArchive> {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-archive-'));
  const file = await open(path.join(folder, 'archive.zip'), 'wx+', 0o600);
  await rm(folder, { recursive: true });
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  const written = file.writeFile(output, { signal });
  const pack = async ({ path: name, content }: ArchiveFile): Promise<void> => {
    const stream = Readable.from(content);
    zip.addReadStream(stream, name);
    // One by one, so that no more is in memory than is being written.
    await Promise.race([finished(stream, { signal }), written]);
  };
  const collected = collectPerson(database, personId, pack).then(({ rows }) => {
    zip.end();
    return rows;
  });
  try {
    const [rows] = await Promise.all([collected, written]);
    return { file, rows };
  } catch (error) {
    output.destroy();
    await Promise.allSettled([collected, written]);
    await file.close();
    throw error;
  }
}

/** One transaction: an archive is there with all its chunks, its mail and its process's move, or not at all. */
async function storeArchive(
  trx: Knex.Transaction,
  archiveId: string,
  { file, rows }: PackedArchive,
): Promise<void> {
  const archive = await PersonalArchive.query(trx).findById(archiveId).forUpdate().throwIfNotFound();
  if (archive.status !== 'collecting') return;
  let bytes = 0;
  for (let position = 0; ; position += 1) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, bytes);
    if (bytesRead === 0) break;
    await trx('personal_archive_chunks').insert({
      organisation_id: archive.organisation_id,
      archive_id: archiveId,
      position,
      content: buffer.subarray(0, bytesRead),
    });
    bytes += bytesRead;
  }
  const ready = await PersonalArchive.query(trx)
    .patchAndFetchById(archiveId, {
      status: 'ready',
      size_bytes: bytes,
      ready_at: trx.raw('now()'),
      expires_at: trx.raw('now() + make_interval(days => ?)', [archiveDays]),
    })
    .throwIfNotFound();
  await moveProcess(trx, {
    workflowId: workflowIdOf(exportPersonProcess, archiveId),
    state: 'ready',
    step: 'keep',
    waitingFor: 'time',
    waitingUntil: ready.expires_at!,
    event: { name: 'collected', occurrence: 'end', detail: { rows, bytes } },
  });
  const { organisation_id: organisationId, user_id: userId, requested_by: requestedBy } = archive;
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
