import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { sign as signForGitHub } from '@octokit/webhooks-methods';
import Stripe from 'stripe';
import type { Knex } from 'knex';
import { defineProcess, Id } from '#domain/processes/define-process.ts';
import type { WebhookSubscription } from '#domain/webhooks/subscriptions.ts';
import { Type } from 'typebox';

/** A kind of process of the tests' own (workflows/testing/hear-outside.ts). */
export const hearOutsideProcess = defineProcess({
  kind: 'hear-outside',
  workflow: 'hearOutside',
  queue: 'waymark',
  input: Type.Object({ organisationId: Id, rowId: Id }),
  row: 'rowId',
  table: 'none',
  steps: ['hear'],
  states: ['hearing', 'heard'],
  ends: ['heard'],
  events: {},
  decisions: {},
  repairs: {},
  page: null,
  whenErased: 'cancelled',
  keep: '1 hour',
  priority: 3,
});

const process = hearOutsideProcess;
export const testSubscriptions: readonly WebhookSubscription[] = [
  { provider: 'stripe', type: 'payment_intent.succeeded', process, whenEnded: 'undeliverable' },
  { provider: 'stripe', type: 'payment_intent.processing', process, whenEnded: 'ignored' },
  { provider: 'github', type: 'pull_request.opened', process, whenEnded: 'undeliverable' },
  { provider: 'slack', type: 'message', process, whenEnded: 'undeliverable' },
];

export const webhookSecrets = {
  stripe: `whsec_${randomBytes(24).toString('hex')}`,
  github: randomBytes(24).toString('hex'),
  slack: randomBytes(16).toString('hex'),
};

/** Settings of an API that listens to all three. */
export const webhookSettings = {
  STRIPE_WEBHOOK_SECRET: webhookSecrets.stripe,
  GITHUB_WEBHOOK_SECRET: webhookSecrets.github,
  SLACK_SIGNING_SECRET: webhookSecrets.slack,
};

/** A webhook as its provider sends it. */
export type Webhook = { path: string; headers: Record<string, string>; body: string };

const now = () => Math.floor(Date.now() / 1000);
const json = { 'content-type': 'application/json; charset=utf-8' };

/** Stripe's, signed by its own library. */
export function stripeWebhook(
  event: { id?: string; type?: string; object?: object },
  options: { secret?: string; timestamp?: number } = {},
): Webhook {
  const { id = `evt_${randomUUID()}`, type = 'payment_intent.succeeded', object = {} } = event;
  const body = JSON.stringify({ id, object: 'event', type, created: now(), data: { object } }, null, 2);
  return stripeBody(body, options);
}

export function stripeBody(
  body: string,
  { secret = webhookSecrets.stripe, timestamp = now() }: { secret?: string; timestamp?: number } = {},
): Webhook {
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
  return { path: '/api/payments/webhook', headers: { ...json, 'stripe-signature': signature }, body };
}

/** GitHub's, signed by its own library. */
export async function gitHubWebhook(
  payload: object,
  options: { secret?: string; event?: string; delivery?: string } = {},
): Promise<Webhook> {
  const { secret = webhookSecrets.github, event = 'pull_request', delivery = randomUUID() } = options;
  const body = JSON.stringify(payload);
  return {
    path: '/api/webhooks/github',
    headers: {
      ...json,
      'x-github-event': event,
      'x-github-delivery': delivery,
      'x-hub-signature-256': await signForGitHub(secret, body),
    },
    body,
  };
}

/** Slack's, signed as its page says: it publishes no function for that. */
export function slackWebhook(
  payload: object,
  { secret = webhookSecrets.slack, timestamp = now() }: { secret?: string; timestamp?: number } = {},
): Webhook {
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    path: '/api/webhooks/slack',
    headers: {
      ...json,
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  };
}

/** Sends it over HTTP, with the bytes as they are. */
export async function post(
  base: string,
  { path, headers, body }: Webhook | (Omit<Webhook, 'body'> & { body: Buffer }),
): Promise<{ status: number; code: string | undefined; duplicate: boolean | undefined }> {
  const response = await fetch(new URL(path, base), { method: 'POST', headers, body: body as string });
  const answer = (await response.json()) as { error?: { code: string }; data?: { duplicate: boolean } };
  return { status: response.status, code: answer.error?.code, duplicate: answer.data?.duplicate };
}

/** A process that hears what is told. @returns its workflow id */
export async function beginHearing(owner: Knex, organisationId: string): Promise<string> {
  const rowId = randomUUID();
  const workflowId = `${process.kind}:${rowId}`;
  await owner('processes').insert({
    workflow_id: workflowId,
    organisation_id: organisationId,
    kind: process.kind,
    row_id: rowId,
    state: 'hearing',
    input: JSON.stringify({ organisationId, rowId }),
  });
  return workflowId;
}
