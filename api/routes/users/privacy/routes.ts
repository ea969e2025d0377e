import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { PersonalArchive, readArchive } from '#models/accounts/personal-archive.ts';
import { asPerson } from '#models/database/as-person.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { acceptProcess } from '#api/accept-process.ts';
import { ApiError } from '#api/errors.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { ErasureWish, PersonalData, WhoseQuery } from '#api/schemas/personal-data.ts';
import { viewerOf } from '#api/viewer.ts';
import { askForErasure, askForExport, keepAccount } from './ask.ts';
import { readPersonalData } from './read.ts';
import { whoseData } from './whose.ts';

const tags = ['personal data'];
const params = Type.Object({ id: Uuid });
const config = { permission: 'personal_data.manage' } as const;
const standing = SuccessOf(PersonalData);

/** One's own data, or one's child's: an archive of it, and its end (ACC-8). */
export default (async (app) => {
  const read = {
    operationId: 'readPersonalData',
    summary: 'Where the exports and the erasure of one’s own account, or one’s child’s, stand',
    tags,
    querystring: WhoseQuery,
    response: { 200: standing },
  };
  app.get('/', { schema: read, config }, async (request) => {
    const viewer = viewerOf(request);
    return success(
      await inOrganisation(app.database, viewer.organisationId, async (trx) =>
        readPersonalData(trx, viewer, await whoseData(trx, viewer, request.query.person)),
      ),
    );
  });

  const askExport = {
    operationId: 'exportPersonalData',
    summary: 'Ask for an archive of everything the platform holds of oneself or one’s child',
    tags,
    body: WhoseQuery,
    response: { 202: standing },
  };
  app.post('/exports', { schema: askExport, config }, (request, reply) =>
    acceptProcess(request, reply, async (trx) => {
      const { outboxId, standing: data } = await askForExport(trx, request, request.body.person);
      const message = 'The archive is being collected. A mail tells when it is ready.';
      return { status: 202, body: success(data, message), outboxIds: [outboxId] };
    }),
  );

  const download = {
    operationId: 'downloadPersonalArchive',
    summary: 'Download an archive: a ZIP file of JSON files and source files',
    tags,
    params,
    response: {
      200: {
        content: {
          'application/zip': { schema: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) },
        },
      },
    },
  };
  app.get('/exports/:id/archive', { schema: download, config }, async (request, reply) => {
    const viewer = viewerOf(request);
    const archive = await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      const found = await asPerson(trx, viewer.userId, async () =>
        PersonalArchive.query(trx).findById(request.params.id),
      );
      if (!found) throw new ApiError('no_such_archive');
      await whoseData(trx, viewer, found.user_id);
      return found;
    });
    const inScope = <Result>(work: Parameters<typeof inOrganisation<Result>>[2]) =>
      inOrganisation(app.database, archive.organisation_id, work);
    if (archive.status !== 'ready')
      throw new ApiError(archive.status === 'collecting' ? 'archive_not_ready' : 'archive_removed');
    return reply
      .type('application/zip')
      .header('content-disposition', 'attachment; filename="waymark-archive.zip"')
      .header('cache-control', 'private, no-store')
      .header('content-length', archive.size_bytes ?? undefined)
      .send(Readable.from(readArchive(inScope, archive.id)));
  });

  const askErasure = {
    operationId: 'erasePersonalData',
    summary: 'Ask to erase one’s own account, or one’s child’s; it can be taken back for 14 days',
    description: 'A wrong password answers 400 and counts like a failed sign-in: after too many of them 429.',
    tags,
    body: ErasureWish,
    response: { 202: standing },
  };
  app.post('/erasures', { schema: askErasure, config }, async (request, reply) => {
    const data = await askForErasure(app, request, request.body);
    return reply
      .code(202)
      .send(success(data, 'The account will be erased in 14 days. Until then you can take it back.'));
  });

  const takeBack = {
    operationId: 'keepAccount',
    summary: 'Take the wish to be erased back',
    tags,
    params,
    response: { 200: standing },
  };
  app.post('/erasures/:id/take-back', { schema: takeBack, config }, async (request) =>
    success(await keepAccount(app, request, request.params.id), 'The account stays.'),
  );
}) satisfies FastifyPluginAsyncTypebox;
