import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Knex } from 'knex';
import { readUnsubscription } from '#domain/notifications/unsubscribe-token.ts';
import type { Unsubscription as Named } from '#domain/notifications/unsubscribe-token.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findPreferences, savePreferences } from '#models/notifications/notification-preference.ts';
import { ApiError } from '#api/errors.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Unsubscription, UnsubscribeToken } from '#api/schemas/notification.ts';

const tags = ['notifications'];
const open = { permission: 'public', ignoreToken: true } as const;

/** /api/notifications/unsubscribe/:token: ending mails of one kind by the link in one of them, without signing in. */
export default (async (app) => {
  // What mail programs post (RFC 8058) is a form that says nothing new: the address says all.
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'buffer' },
    (_request, _body, done) => done(null, undefined),
  );

  /** @throws ApiError NOT_FOUND for a secret that is none of ours, or of somebody who has left */
  async function inScopeOf<Result>(
    token: string,
    work: (trx: Knex.Transaction, named: Named) => Promise<Result>,
  ): Promise<Result> {
    const named = readUnsubscription(token, app.config.mailKey);
    if (!named) throw unknownLink();
    return inOrganisation(app.database, named.organisationId, async (trx) => {
      const member = await trx('memberships')
        .where({ user_id: named.userId, status: 'active' })
        .first<{ user_id: string } | undefined>('user_id');
      if (!member) throw unknownLink();
      return work(trx, named);
    });
  }

  const look = {
    operationId: 'readUnsubscription',
    tags,
    summary: 'What a mail’s unsubscribe link would end; changes nothing',
    description: 'A browser that comes here is sent to the site’s page.',
    params: UnsubscribeToken,
    response: { 200: SuccessOf(Unsubscription) },
  };
  app.get('/:token', { schema: look, config: open }, async (request, reply) => {
    const { token } = request.params;
    if (request.headers.accept?.includes('text/html'))
      return reply.redirect(`${app.config.siteUrl}/unsubscribe/${token}`, 303);
    const [wanted] = await inScopeOf(token, (trx, { userId, kind }) => findPreferences(trx, userId, [kind]));
    return success({ kind: wanted!.kind, mail: wanted!.mail });
  });

  const end = {
    operationId: 'unsubscribe',
    tags,
    summary: 'End mails of the kind that the link came with',
    params: UnsubscribeToken,
    response: { 200: SuccessOf(Unsubscription) },
  };
  app.post('/:token', { schema: end, config: open }, async (request) => {
    const kind = await inScopeOf(request.params.token, async (trx, named) => {
      await savePreferences(trx, named, [{ kind: named.kind, mail: false }]);
      return named.kind;
    });
    return success({ kind, mail: false }, 'You get no more of these mails.');
  });
}) satisfies FastifyPluginAsyncTypebox;

const unknownLink = () => new ApiError('unsubscribe_link_unknown');
