import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { Type } from 'typebox';
import { describeGitHubEvent } from '#domain/webhooks/github.ts';
import type { OutsideEvent, WebhookProvider } from '#domain/webhooks/outside-event.ts';
import { describeSlackEvent, slackChallengeOf } from '#domain/webhooks/slack.ts';
import { describeStripeEvent } from '#domain/webhooks/stripe.ts';
import { receiveWebhookEvent } from '#models/webhooks/receive-webhook-event.ts';
import { ApiError } from '../errors.ts';
import { success, SuccessOf } from '../schemas/envelope.ts';
import { gitHubFinding, slackFinding, stripeFinding } from './signatures.ts';
import type { SignatureFinding } from './signatures.ts';

type Source = {
  /** As people call it. */
  title: string;
  finding: (
    body: Buffer,
    headers: IncomingHttpHeaders,
    secrets: readonly string[],
  ) => Promise<SignatureFinding>;
  describe: (body: unknown, headers: IncomingHttpHeaders) => OutsideEvent | null;
  /** The answer to a question that is no event. */
  reply?: (body: unknown) => string | null;
};

const sources: Record<WebhookProvider, Source> = {
  stripe: { title: 'Stripe', finding: stripeFinding, describe: describeStripeEvent },
  github: {
    title: 'GitHub',
    finding: gitHubFinding,
    describe: (body, headers) =>
      describeGitHubEvent(body, {
        delivery: headers['x-github-delivery'],
        event: headers['x-github-event'],
      }),
  },
  slack: {
    title: 'Slack',
    finding: slackFinding,
    describe: describeSlackEvent,
    reply: slackChallengeOf,
  },
};

const Received = Type.Object({
  duplicate: Type.Boolean({ description: 'It had come before, and nothing was done again' }),
});

/**
 * Makes the routes of one plugin the inbox of providers: bodies stay as they were sent, because what is signed is their bytes.
 * Each route verifies, keeps the event and answers; its process hears of it by the outbox. Anything but a 2xx makes the provider send it again.
 * @param app the plugin's own instance
 */
export function receiveWebhooks(
  app: FastifyInstance,
  routes: readonly { url: string; provider: WebhookProvider; operationId: string }[],
): void {
  app.removeAllContentTypeParsers();
  const bodyLimit = app.config.webhookLimitBytes;
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
  for (const { url, provider, operationId } of routes)
    app.post(
      url,
      {
        bodyLimit,
        schema: {
          operationId,
          summary: `What ${sources[provider].title} tells by webhooks, signed by it`,
          description: 'Type of the event and whether anybody listens to it do not change the answer.',
          tags: ['webhooks'],
          response: { 200: SuccessOf(Received) },
        },
        config: { permission: 'public', ignoreToken: true, countedAs: 'webhook' },
      },
      (request, reply) => receive(request, reply, provider),
    );
}

async function receive(request: FastifyRequest, reply: FastifyReply, provider: WebhookProvider) {
  const app = request.server;
  const source = sources[provider];
  const secrets = app.config.webhookSecrets[provider];
  if (secrets.length === 0) throw new ApiError('webhook_not_set_up', { provider: source.title });
  const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const finding = await source.finding(raw, request.headers, secrets);
  if (finding !== 'genuine') {
    request.log.warn({ provider, finding, bytes: raw.length }, 'a webhook was refused');
    if (finding === 'stale') throw new ApiError('webhook_stale');
    throw new ApiError('webhook_not_genuine', { provider: source.title });
  }
  const body = parse(raw);
  const answer = source.reply?.(body);
  if (answer) return reply.type('text/plain; charset=utf-8').serializer(String).send(answer);
  const event = source.describe(body, request.headers);
  if (!event) throw new ApiError('webhook_not_readable', { provider: source.title });
  const { isDuplicate, outboxId, failure } = await receiveWebhookEvent(
    app.database,
    { provider, event, body: raw },
    app.webhookSubscriptions,
  );
  if (failure !== undefined)
    request.log.error(
      { err: failure, provider, event: event.id },
      'a webhook’s event was kept and not passed on',
    );
  if (outboxId !== undefined) void app.outbox.dispatch([outboxId]);
  return reply.send(success({ duplicate: isDuplicate }));
}

/** @throws ApiError VALIDATION_ERROR */
function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    throw new ApiError('webhook_not_json');
  }
}
