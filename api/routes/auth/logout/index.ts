import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { revokeSessions } from '#models/accounts/session.ts';
import { SuccessOf, success } from '#api/schemas/envelope.ts';
import { viewerOf } from '#api/viewer.ts';

/** POST /api/auth/logout: ends every session of the person, on every device. */
export default (async (app) => {
  const schema = {
    operationId: 'logOut',
    tags: ['auth'],
    summary: 'Sign out everywhere',
    response: { 200: SuccessOf(Type.Null()) },
  };
  app.post('/', { schema, config: { permission: 'sessions.manage' } }, async (request) => {
    const { userId, organisationId, sessionId, actingUserId } = viewerOf(request);
    await inOrganisation(app.database, organisationId, async (trx) => {
      // A parent who stops viewing as their child must not sign the child out.
      await revokeSessions(trx, actingUserId ? { id: sessionId } : { user_id: userId }, 'signed_out');
      await recordAudit(trx, {
        actorId: userId,
        action: 'user.signed_out',
        subjectType: 'user',
        subjectId: userId,
        request,
      });
    });
    await app.sessionCache.forgetUser(userId);
    return success(null, 'You are signed out.');
  });
}) satisfies FastifyPluginAsyncTypebox;
