import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { plainText } from '#domain/accounts/person-name.ts';
import { findMemberships } from '#models/accounts/account.ts';
import { findUsers } from '#models/accounts/find-users.ts';
import { Organisation as OrganisationRow } from '#models/accounts/organisation.ts';
import { revokeSessions } from '#models/accounts/session.ts';
import { User } from '#models/accounts/user.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { pageOf } from '#api/page-of.ts';
import { SignedIn } from '#api/schemas/auth.ts';
import { ListOf, success, SuccessOf } from '#api/schemas/envelope.ts';
import { Slug } from '#api/schemas/fields.ts';
import { Organisation, OrganisationChanges, OwnMembership } from '#api/schemas/organisation.ts';
import { ManagedUser, ManagedUserQuery } from '#api/schemas/user.ts';
import { signIn } from '#api/sessions/sign-in.ts';
import { viewerOf } from '#api/viewer.ts';
import { presentUser } from '../users/present-user.ts';

const tags = ['organisations'];

/** /api/organisations: those one belongs to, and one’s own (ACC-6). */
export default (async (app) => {
  // GET /api/organisations: those one belongs to, with one's role in each (ACC-6).
  const list = {
    operationId: 'listOwnOrganisations',
    tags,
    summary: 'The organisations one belongs to',
    response: { 200: SuccessOf(Type.Array(OwnMembership)) },
  };
  app.get('/', { schema: list, config: { permission: 'organisation.read' } }, async (request) => {
    const { userId, organisationId } = viewerOf(request);
    const memberships = await findMemberships(app.database, userId);
    return success(
      memberships.map((membership) => ({
        ...membership,
        current: membership.organisation_id === organisationId,
      })),
    );
  });

  // GET /api/organisations/members: who belongs to one's organisation, with their role in it.
  const members = {
    operationId: 'listMembers',
    tags,
    summary: 'The organisation’s members',
    querystring: ManagedUserQuery,
    response: { 200: ListOf(ManagedUser) },
  };
  app.get('/members', { schema: members, config: { permission: 'members.read' } }, async (request) => {
    const { page_size: pageSize, ...filter } = request.query;
    const { count, rows } = await inOrganisation(app.database, viewerOf(request).organisationId, (trx) =>
      findUsers(trx, { ...filter, pageSize }),
    );
    return success(pageOf(request, count, rows.map(presentUser)));
  });

  // GET and PUT /api/organisations/current: name, branding, modules.
  const read = {
    operationId: 'readOrganisation',
    tags,
    summary: 'One’s own organisation',
    response: { 200: SuccessOf(Organisation) },
  };
  app.get('/current', { schema: read, config: { permission: 'organisation.read' } }, async (request) => {
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
  app.put('/current', { schema: update, config: { permission: 'organisation.update' } }, async (request) => {
    const { organisationId, userId } = viewerOf(request);
    const organisation = await inOrganisation(app.database, organisationId, async (trx) => {
      const before = await OrganisationRow.query(trx).findById(organisationId).forUpdate().throwIfNotFound();
      const after = await OrganisationRow.query(trx).patchAndFetchById(organisationId, {
        ...request.body,
        ...(request.body.name !== undefined && { name: plainText(request.body.name) }),
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

  // POST /api/organisations/switch: go on in another organisation one belongs to, with one's role there (ACC-6).
  const switching = {
    operationId: 'switchOrganisation',
    tags,
    summary: 'Go on in another of one’s organisations',
    body: Type.Object({ organisation: Slug }),
    response: { 200: SuccessOf(SignedIn) },
  };
  app.post('/switch', { schema: switching, config: { permission: 'organisation.read' } }, async (request) =>
    success(
      await switchOrganisation(app, request, request.body.organisation),
      'You have switched organisation.',
    ),
  );
}) satisfies FastifyPluginAsyncTypebox;

const present = (row: OrganisationRow): Organisation => ({
  ...settingsOf(row),
  id: row.id,
  slug: row.slug,
  created_at: row.created_at.toISOString(),
});
const settingsOf = (row: OrganisationRow) => ({
  name: row.name,
  primary_colour: row.primary_colour,
  modules: row.modules,
  open_registration: row.open_registration,
  postal_address: row.postal_address,
  contact_email: row.contact_email,
});

/**
 * Ends the session and opens one in another organisation.
 * @throws ApiError NOT_FOUND when the person is no active member there, FORBIDDEN while a parent views as their child
 */
async function switchOrganisation(app: FastifyInstance, request: FastifyRequest, slug: string) {
  const viewer = viewerOf(request);
  if (viewer.actingUserId) throw new ApiError('viewing_as_child');
  const membership = (await findMemberships(app.database, viewer.userId)).find(
    (one) => one.slug === slug && one.status === 'active',
  );
  if (!membership) throw new ApiError('not_your_organisation');
  const signedIn = await inOrganisation(app.database, membership.organisation_id, async (trx) => {
    const user = await User.query(trx).findById(viewer.userId).throwIfNotFound();
    await revokeSessions(trx, { id: viewer.sessionId }, 'switched_organisation');
    await recordAudit(trx, {
      actorId: user.id,
      action: 'user.switched_organisation',
      subjectType: 'user',
      subjectId: user.id,
      before: { organisation_id: viewer.organisationId },
      request,
    });
    return signIn(app, trx, request, {
      id: user.id,
      email: user.email,
      role: membership.role,
      track: user.track,
      name: user.name,
      organisation_id: membership.organisation_id,
      email_verified: user.email === null || user.email_verified_at !== null,
    });
  });
  app.sessionCache.forget(viewer.sessionId);
  return signedIn;
}
