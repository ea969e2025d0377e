import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { Organisation as OrganisationRow } from '#models/accounts/organisation.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { Organisation, OrganisationChanges } from '#api/schemas/organisation.ts';
import { viewerOf } from '#api/viewer.ts';

const tags = ['organisations'];
const present = (row: OrganisationRow): Organisation => ({
  ...settingsOf(row),
  id: row.id,
  slug: row.slug,
  created_at: row.created_at.toISOString(),
});
const settingsOf = ({ name, primary_colour, modules, open_registration }: OrganisationRow) => ({
  name,
  primary_colour,
  modules,
  open_registration,
});

/** GET and PUT /api/organisations/current: name, branding, modules. */
export default (async (app) => {
  const read = {
    operationId: 'readOrganisation',
    tags,
    summary: 'One’s own organisation',
    response: { 200: SuccessOf(Organisation) },
  };
  app.get('/', { schema: read, config: { permission: 'organisation.read' } }, async (request) => {
    const { organisationId } = viewerOf(request);
    return success(
      present(
        await inOrganisation(app.database, organisationId, async (trx) =>
          OrganisationRow.query(trx).findById(organisationId).throwIfNotFound(),
        ),
      ),
    );
  });

  const update = {
    operationId: 'updateOrganisation',
    tags,
    summary: 'Change name, branding, modules, open registration',
    body: OrganisationChanges,
    response: { 200: SuccessOf(Organisation) },
  };
  app.put('/', { schema: update, config: { permission: 'organisation.update' } }, async (request) => {
    const { organisationId, userId } = viewerOf(request);
    const organisation = await inOrganisation(app.database, organisationId, async (trx) => {
      const before = await OrganisationRow.query(trx).findById(organisationId).forUpdate().throwIfNotFound();
      const after = await OrganisationRow.query(trx).patchAndFetchById(organisationId, {
        ...request.body,
        updated_at: new Date(),
      });
      await recordAudit(trx, {
        actorId: userId,
        action: 'organisation.updated',
        subjectType: 'organisation',
        subjectId: organisationId,
        before: settingsOf(before),
        after: settingsOf(after),
        request,
      });
      return after;
    });
    return success(present(organisation), 'The changes are saved.');
  });
}) satisfies FastifyPluginAsyncTypebox;
