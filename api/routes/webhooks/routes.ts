import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { receiveWebhooks } from '#api/webhooks/receive-webhooks.ts';

/** POST /api/webhooks/github, /api/webhooks/slack: what they tell us. Stripe's is /api/payments/webhook. */
export default (async (app) => {
  receiveWebhooks(app, [
    { url: '/github', provider: 'github', operationId: 'receiveGitHubWebhook' },
    { url: '/slack', provider: 'slack', operationId: 'receiveSlackWebhook' },
  ]);
}) satisfies FastifyPluginAsyncTypebox;
