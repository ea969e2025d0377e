import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { verifyWithFallback } from '@octokit/webhooks-methods';
import Stripe from 'stripe';

/** What a signature says of a body. `stale`: signed long ago, or in the future by our clock; it may be a recording. */
export type SignatureFinding = 'genuine' | 'forged' | 'stale';

/** What is signed goes stale after five minutes: Stripe's and Slack's own word; each repetition of theirs is signed anew. */
const toleranceSeconds = 300;

const header = (headers: IncomingHttpHeaders, name: string): string => [headers[name] ?? ''].flat().join(',');
const isFresh = (timestamp: string): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= toleranceSeconds;

/**
 * Stripe's signature (https://docs.stripe.com/webhooks/signature), by its library.
 * @param secrets any of them may be the one: two while one is being replaced
 */
export async function stripeFinding(
  body: Buffer,
  headers: IncomingHttpHeaders,
  secrets: readonly string[],
): Promise<SignatureFinding> {
  const signature = header(headers, 'stripe-signature');
  const isSigned = secrets.some((secret) => isSignedForStripe(body, signature, secret));
  if (!isSigned) return 'forged';
  // The library looks back only: a time that is still to come passes there. Every stamp in the header counts, whichever of them was signed.
  const stamps = [...signature.matchAll(/(?:^|,)t=([^,]*)/g)];
  return stamps.every(([, stamp]) => isFresh(stamp!)) ? 'genuine' : 'stale';
}

function isSignedForStripe(body: Buffer, signature: string, secret: string): boolean {
  try {
    // Its own age check (0: none) would not tell an old signature from a forged one.
    return Stripe.webhooks.signature?.verifyHeader(body, signature, secret, 0) ?? false;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

/** GitHub's signature (https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries), by its library. It says nothing of time. */
export async function gitHubFinding(
  body: Buffer,
  headers: IncomingHttpHeaders,
  secrets: readonly string[],
): Promise<SignatureFinding> {
  const signature = header(headers, 'x-hub-signature-256');
  const [first, ...others] = secrets;
  if (first === undefined || signature === '' || body.length === 0) return 'forged';
  return (await verifyWithFallback(first, body.toString('utf8'), signature, others)) ? 'genuine' : 'forged';
}

/** Slack's signature, version 0 (https://docs.slack.dev/authentication/verifying-requests-from-slack). Its library for it is a whole framework (Bolt). */
export async function slackFinding(
  body: Buffer,
  headers: IncomingHttpHeaders,
  secrets: readonly string[],
): Promise<SignatureFinding> {
  const timestamp = header(headers, 'x-slack-request-timestamp');
  const given = Buffer.from(header(headers, 'x-slack-signature'));
  const isSigned = secrets.some((secret) => {
    const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
    const wanted = Buffer.from(`v0=${expected}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
  if (!isSigned) return 'forged';
  return isFresh(timestamp) ? 'genuine' : 'stale';
}
