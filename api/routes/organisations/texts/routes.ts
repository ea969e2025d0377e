import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Organisation } from '#models/accounts/organisation.ts';
import { findTextFor } from '#models/accounts/organisation-text.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { catalogueScope } from '#api/catalogue-scope.ts';
import { publicAnswers } from '#api/public-answers.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { OrganisationText, OrganisationTextKind } from '#api/schemas/organisation-text.ts';
import { Language } from '#api/schemas/user.ts';

/** What an organisation tells everybody: its own, or the public one's for somebody who is not signed in. */
export default (async (app) => {
  await app.register(publicAnswers);
  app.get(
    '/:kind',
    {
      schema: {
        operationId: 'readOrganisationText',
        summary: 'Terms, privacy, imprint, contact or the page for families',
        tags: ['organisations'],
        params: Type.Object({ kind: OrganisationTextKind }),
        querystring: Type.Object({ language: Type.Optional(Language) }),
        response: { 200: SuccessOf(OrganisationText) },
      },
      config: { permission: 'public', fromCatalogue: true },
    },
    async (request) => {
      const { kind } = request.params;
      const { language = 'en' } = request.query;
      const { organisationId, viewerId } = await catalogueScope(request);
      const read = () =>
        inOrganisation(app.database, organisationId, async (trx): Promise<OrganisationText> => {
          const { name, postal_address, contact_email } = await Organisation.query(trx)
            .findById(organisationId)
            .throwIfNotFound();
          const text = await findTextFor(trx, { kind, language });
          const organisation = { name, postal_address, contact_email };
          return { kind, language: text?.language ?? null, body: text?.body ?? null, organisation };
        });
      const key = `text ${organisationId} ${kind} ${language}`;
      return success(viewerId === null ? await app.catalogue.read(key, read) : await read());
    },
  );
}) satisfies FastifyPluginAsyncTypebox;
