import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { fieldFault } from '#domain/field-faults.ts';
import { ApiError } from './errors.ts';
import { viewerOf } from './viewer.ts';

/** What a request that starts a process answers. */
export type Answer<Body extends object> = { status: number; body: Body; location?: string };

type KeyRow = {
  request_hash: Buffer;
  response_status: number;
  response_body: object;
  location: string | null;
};

/**
 * Runs `work` at most once for each `Idempotency-Key` of a person; a repeated request gets the first one's answer.
 * The key's row is written in the caller's transaction: what was rolled back may be tried again. Without the header it just runs.
 * @param work does the writing, in `trx`, and says what to answer
 * @throws ApiError CONFLICT when the key came with another request, VALIDATION_ERROR when it is empty or over 200 characters
 */
export async function idempotently<Body extends object>(
  request: FastifyRequest,
  trx: Knex.Transaction,
  work: () => Promise<Answer<Body>>,
): Promise<Answer<Body>> {
  const key = keyOf(request);
  if (key === undefined) return work();
  const { userId } = viewerOf(request);
  // Of two equal requests at once, the second waits here for the first one's answer; keys are seen by their person only.
  await trx.raw(
    `select pg_advisory_xact_lock(hashtextextended(?, 0)), set_config('waymark.person_id', ?, true)`,
    [`idempotency:${userId}:${key}`, userId],
  );
  const requestHash = createHash('sha256')
    .update(JSON.stringify([request.method, request.url, request.body]))
    .digest();
  const first = await trx('idempotency_keys').where({ user_id: userId, key }).first<KeyRow | undefined>();
  if (first) {
    if (!first.request_hash.equals(requestHash)) throw new ApiError('idempotency_key_used');
    return {
      status: first.response_status,
      body: first.response_body as Body,
      ...(first.location !== null && { location: first.location }),
    };
  }
  const answer = await work();
  await trx('idempotency_keys').insert({
    user_id: userId,
    key,
    request_hash: requestHash,
    response_status: answer.status,
    response_body: JSON.stringify(answer.body),
    location: answer.location ?? null,
  });
  return answer;
}

/** Sends what `idempotently` returned. */
export function sendAnswer<Body extends object>(reply: FastifyReply, answer: Answer<Body>): Body {
  reply.code(answer.status);
  if (answer.location !== undefined) reply.header('location', answer.location);
  return answer.body;
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length >= 1 && key.length <= 200) return key;
  throw new ApiError(
    'idempotency_key_needed',
    {},
    {
      reasons: { 'idempotency-key': [fieldFault('wrong_length', { least: 1, most: 200 })] },
    },
  );
}
