import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { fieldFault } from '#domain/field-faults.ts';
import { kindsFor } from '#domain/notifications/notification-kinds.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import {
  countUnread,
  findNotifications,
  findPanelState,
  isShown,
} from '#models/notifications/find-notifications.ts';
import { findPreferences, savePreferences } from '#models/notifications/notification-preference.ts';
import { readNotifications } from '#models/notifications/read-notifications.ts';
import type { ReadWish } from '#models/notifications/read-notifications.ts';
import { ApiError } from '#api/errors.ts';
import { pageOf } from '#api/page-of.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import {
  NotificationList,
  NotificationQuery,
  Preferences,
  ReadBody,
  Unread,
} from '#api/schemas/notification.ts';
import { viewerOf } from '#api/viewer.ts';
import type { Viewer } from '#api/viewer.ts';
import { presentNotification } from './present.ts';

const tags = ['notifications'];
const reading = { permission: 'notifications.read' } as const;
const managing = { permission: 'notifications.manage' } as const;

/** /api/notifications: what one was told, and how one wants to be told (COM-4). Everybody sees their own and nobody another's. */
export default (async (app) => {
  const list = {
    operationId: 'listNotifications',
    tags,
    summary: 'What one was told, newest first, and how much of it is unread',
    querystring: NotificationQuery,
    response: { 200: NotificationList },
  };
  app.get('/', { schema: list, config: reading }, async (request) => {
    const { page, page_size: pageSize, unread: onlyUnread } = request.query;
    const { organisationId, userId } = viewerOf(request);
    return inOrganisation(app.database, organisationId, async (trx) => {
      const filter = { userId, page, pageSize, ...(onlyUnread && { unread: true }) };
      const { count, rows } = await findNotifications(trx, filter);
      const found = pageOf(request, count, rows.map(presentNotification));
      const { unread, newestAt } = await findPanelState(trx, userId);
      return success({ ...found, unread, newest_at: newestAt?.toISOString() ?? null });
    });
  });

  /**
   * What is read is not mailed: its process is told after the commit.
   * @param one that has to be there
   */
  async function read({ organisationId, userId }: Viewer, wish: ReadWish, one?: string) {
    const { unread, outboxIds } = await inOrganisation(app.database, organisationId, async (trx) => {
      if (one !== undefined && !(await isShown(trx, userId, one))) throw new ApiError('no_such_notification');
      const { outboxIds } = await readNotifications(trx, { organisationId, userId }, wish);
      return { outboxIds, unread: await countUnread(trx, userId) };
    });
    void app.outbox.dispatch(outboxIds);
    return success({ unread });
  }

  const readSome = {
    operationId: 'readNotifications',
    tags,
    summary: 'Note that one has read some, or all that came until a time',
    description: 'What is not one’s own, or read already, is left as it is.',
    body: ReadBody,
    response: { 200: Unread },
  };
  app.post('/read', { schema: readSome, config: managing }, async (request) => {
    const { ids, until } = request.body;
    if ((ids === undefined) === (until === undefined))
      throw new ApiError(
        'which_notifications',
        {},
        {
          reasons: { ids: [fieldFault('required_unless', { other: 'until' })] },
        },
      );
    return read(viewerOf(request), ids ? { ids } : { until: new Date(until!) });
  });

  const readOne = {
    operationId: 'readNotification',
    tags,
    summary: 'Note that one has read one',
    params: Type.Object({ id: Uuid }),
    response: { 200: Unread },
  };
  app.post('/:id/read', { schema: readOne, config: managing }, async (request) => {
    const { id } = request.params;
    return read(viewerOf(request), { ids: [id] }, id);
  });

  const preferences = {
    operationId: 'readNotificationPreferences',
    tags,
    summary: 'How one wants to be told, by what it is about',
    response: { 200: SuccessOf(Preferences) },
  };
  app.get('/preferences', { schema: preferences, config: reading }, async (request) => {
    const { organisationId, userId, role } = viewerOf(request);
    return success({
      preferences: await inOrganisation(app.database, organisationId, (trx) =>
        findPreferences(trx, userId, kindsFor(role)),
      ),
    });
  });

  const change = {
    operationId: 'saveNotificationPreferences',
    tags,
    summary: 'Change how one wants to be told; what is not named stays',
    body: Preferences,
    response: { 200: SuccessOf(Preferences) },
  };
  app.put('/preferences', { schema: change, config: managing }, async (request) => {
    const { organisationId, userId, role } = viewerOf(request);
    const saved = await inOrganisation(app.database, organisationId, async (trx) => {
      await savePreferences(trx, { organisationId, userId }, request.body.preferences);
      return findPreferences(trx, userId, kindsFor(role));
    });
    return success({ preferences: saved }, 'Your choice is saved.');
  });
}) satisfies FastifyPluginAsyncTypebox;
