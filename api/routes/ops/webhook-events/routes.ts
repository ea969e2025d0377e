import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { recordAudit } from '#models/audit/audit-entry.ts';
import { inScope } from '#models/database/in-organisation.ts';
import { findWebhookEvent, findWebhookEvents } from '#models/webhooks/find-webhook-events.ts';
import type { WebhookEventRow } from '#models/webhooks/find-webhook-events.ts';
import { redeliverWebhookEvent } from '#models/webhooks/redeliver-webhook-event.ts';
import { ApiError } from '#api/errors.ts';
import { success, SuccessOf } from '#api/schemas/envelope.ts';
import { Uuid } from '#api/schemas/fields.ts';
import { ProcessScope, RepairBody } from '#api/schemas/process.ts';
import { WebhookEventPage, WebhookEventQuery, WebhookEventSummary } from '#api/schemas/webhook.ts';
import { viewerOf } from '#api/viewer.ts';
import { processScope } from '../processes/read.ts';

/** /api/ops/webhook-events: what providers told, and what of it could not be delivered. */
export default (async (app) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listWebhookEvents',
        summary: 'What providers told by webhooks, newest first',
        description: 'What is not known yet whose it is belongs to the platform.',
        tags: ['ops'],
        querystring: WebhookEventQuery,
        response: { 200: SuccessOf(WebhookEventPage) },
      },
      config: { permission: 'processes.read' },
    },
    async (request) => {
      const { cursor: before, page_size: size, organisation, platform, ...filter } = request.query;
      const scope = processScope(viewerOf(request), { organisation, platform });
      const rows = await inScope(app.database, scope, (trx) =>
        findWebhookEvents(trx, { ...filter, before, limit: size + 1, platform: scope === null }),
      );
      const results = rows.slice(0, size).map(present);
      const last = results.at(-1);
      return success({ results, next: rows.length > size && last ? nextPage(request.url, last.id) : null });
    },
  );

  app.post(
    '/:id/redeliver',
    {
      schema: {
        operationId: 'redeliverWebhookEvent',
        summary: 'Deliver an event again that could not be delivered, or that waits; with the reason why',
        tags: ['ops'],
        params: Type.Object({ id: Uuid }),
        querystring: Type.Object(ProcessScope),
        body: RepairBody,
        response: { 202: SuccessOf(WebhookEventSummary) },
      },
      config: { permission: 'processes.repair' },
    },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const scope = processScope(viewer, request.query);
      const { id } = request.params;
      const { row, outboxIds } = await inScope(app.database, scope, async (trx) => {
        const before = await findWebhookEvent(trx, id);
        if (!before) throw new ApiError('no_such_event');
        if (scope !== null)
          await recordAudit(trx, {
            actorId: viewer.userId,
            action: 'webhook_event.redelivered',
            subjectType: 'webhook_event',
            subjectId: id,
            before: { state: before.state, fault_code: before.fault_code },
            reason: request.body.reason,
            request,
          });
        const dispatched = await redeliverWebhookEvent(trx, id, app.webhookSubscriptions);
        if (!dispatched) throw new ApiError('event_not_deliverable', { state: before.state });
        // In the scope of whose it is found to be.
        return { row: (await findWebhookEvent(trx, id))!, outboxIds: dispatched };
      });
      void app.outbox.dispatch(outboxIds);
      return reply.code(202).send(success(present(row)));
    },
  );

  function nextPage(url: string, cursor: string): string {
    const next = new URL(url, app.config.apiUrl);
    next.searchParams.set('cursor', cursor);
    return next.href;
  }
}) satisfies FastifyPluginAsyncTypebox;

function present({ outbox_id, ...row }: WebhookEventRow): Static<typeof WebhookEventSummary> {
  const waits = row.state === 'received' && outbox_id === null;
  return {
    ...row,
    occurred_at: row.occurred_at?.toISOString() ?? null,
    received_at: row.received_at.toISOString(),
    next_attempt_at: waits ? row.next_attempt_at.toISOString() : null,
    delivered_at: row.delivered_at?.toISOString() ?? null,
  };
}
