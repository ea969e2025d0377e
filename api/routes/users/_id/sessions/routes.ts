import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Knex } from 'knex';
import { Type } from 'typebox';
import { findSessions } from '#models/accounts/find-sessions.ts';
import { findUser } from '#models/accounts/find-users.ts';
import { revokeSessions } from '#models/accounts/session.ts';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { ApiError } from '#api/errors.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { UserSession } from '#api/schemas/user.ts';
import { viewerOf } from '#api/viewer.ts';
import type { Viewer } from '#api/viewer.ts';

const tags = ['users'];
const config = { permission: 'sessions.manage' } as const;

/** Where a person is signed in, newest first, and signing one device out. One’s own; admins also their people’s. */
export default (async (app) => {
  const list = {
    operationId: 'listSessions',
    tags,
    summary: 'Where a person is signed in',
    params: Type.Object({ id: Uuid }),
    response: { 200: SuccessOf(Type.Array(UserSession)) },
  };
  app.get('/', { schema: list, config }, async (request) => {
    const viewer = viewerOf(request);
    const sessions = await inOrganisation(app.database, viewer.organisationId, async (trx) =>
      findSessions(trx, viewer.organisationId, await sessionsOwner(trx, viewer, request.params.id)),
    );
    return success(sessions.map((session) => ({ ...session, current: session.id === viewer.sessionId })));
  });

  const end = {
    operationId: 'endSession',
    tags,
    summary: 'Sign one device out',
    params: Type.Object({ id: Uuid, session_id: Uuid }),
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.delete('/:session_id', { schema: end, config }, async (request) => {
    const viewer = viewerOf(request);
    const { id, session_id: sessionId } = request.params;
    await inOrganisation(app.database, viewer.organisationId, async (trx) => {
      const sessions = await findSessions(trx, viewer.organisationId, await sessionsOwner(trx, viewer, id));
      if (!sessions.some((session) => session.id === sessionId)) throw new ApiError('no_such_session');
      await revokeSessions(trx, { id: sessionId }, 'signed_out');
      await recordAudit(trx, {
        actorId: viewer.userId,
        action: 'session.ended',
        subjectType: 'user',
        subjectId: id,
        after: { session_id: sessionId },
        request,
      });
    });
    app.sessionCache.forget(sessionId);
    return success(null, 'That device is signed out.');
  });
}) satisfies FastifyPluginAsyncTypebox;

/**
 * Whose sessions a request is about, if the viewer may see them. Where a superadmin is signed in is for superadmins to see and to end.
 * @throws ApiError NOT_FOUND, FORBIDDEN (a superadmin's, by an admin)
 */
async function sessionsOwner(trx: Knex.Transaction, viewer: Viewer, userId: string): Promise<string> {
  if (userId === viewer.userId) return userId;
  const isAdmin = viewer.role === 'admin' || viewer.role === 'superadmin';
  const owner = isAdmin ? await findUser(trx, userId) : undefined;
  if (!owner) throw new ApiError('sessions_not_yours');
  if (owner.role === 'superadmin' && viewer.role !== 'superadmin') throw new ApiError('superadmin_sessions');
  return userId;
}
