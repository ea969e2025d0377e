import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { receiveWebhooks } from '#api/webhooks/receive-webhooks.ts';

/** POST /api/payments/webhook: what Stripe tells us. */
export default (async (app) => {
  receiveWebhooks(app, [{ url: '/', provider: 'stripe', operationId: 'receiveStripeWebhook' }]);
}) satisfies FastifyPluginAsyncTypebox;
