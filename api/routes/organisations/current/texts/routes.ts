import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findOrganisationTexts } from '#models/accounts/find-organisation-texts.ts';
import type { WrittenText as WrittenRow } from '#models/accounts/find-organisation-texts.ts';
import { keepText, OrganisationText } from '#models/accounts/organisation-text.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import {
  OrganisationTextChanges,
  OrganisationTextKind,
  OrganisationTextLanguage,
  WrittenText,
} from '#api/schemas/organisation-text.ts';
import { viewerOf } from '#api/viewer.ts';

const tags = ['organisations'];

/** The texts of one's own organisation, for who writes them. */
export default (async (app) => {
  const list = {
    operationId: 'listOrganisationTexts',
    tags,
    summary: 'What one’s organisation wrote itself, and who did so last',
    response: { 200: SuccessOf(Type.Array(WrittenText)) },
  };
  app.get('/', { schema: list, config: { permission: 'organisation.update' } }, async (request) => {
    const { organisationId } = viewerOf(request);
    return success((await inOrganisation(app.database, organisationId, findOrganisationTexts)).map(present));
  });

  const update = {
    operationId: 'updateOrganisationText',
    tags,
    summary: 'Write a text, or take it back; CONFLICT when somebody else changed it since',
    params: Type.Object({ kind: OrganisationTextKind, language: OrganisationTextLanguage }),
    body: OrganisationTextChanges,
    response: { 200: SuccessOf(Type.Object({ revision: Type.Integer() })) },
  };
  app.put(
    '/:kind/:language',
    { schema: update, config: { permission: 'organisation.update' } },
    async (request) => {
      const { organisationId, userId } = viewerOf(request);
      const { params, body } = request;
      const kept = await inOrganisation(app.database, organisationId, async (trx) => {
        const before = await OrganisationText.query(trx).findOne(params);
        const text = await keepText(trx, { ...params, ...body, updated_by: userId });
        if (!text) throw new ApiError('text_overtaken');
        await recordAudit(trx, {
          actorId: userId,
          action: 'organisation.text_updated',
          subjectType: 'organisation',
          subjectId: organisationId,
          ...(before && { before: auditedOf(before) }),
          after: auditedOf(text),
          request,
        });
        return text;
      });
      return success({ revision: kept.revision }, 'The text is saved.');
    },
  );
}) satisfies FastifyPluginAsyncTypebox;

/** Which text it is and how long; the log is read in a list, and a text may have many pages. */
const auditedOf = ({ kind, language, revision, body }: OrganisationText) => ({
  text: `${kind} ${language}`,
  revision,
  characters: body?.length ?? 0,
});

const present = ({ updated_by: id, updated_by_name: name, updated_at, ...text }: WrittenRow) => ({
  ...text,
  updated_at: updated_at.toISOString(),
  updated_by: { id, name },
});
