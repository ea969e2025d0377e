import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { idempotently, sendAnswer } from './idempotency.ts';
import type { Answer } from './idempotency.ts';
import { viewerOf } from './viewer.ts';

/** What to answer, and the outbox rows that begin or move processes once the transaction is committed. */
export type Accepted<Body extends object> = Answer<Body> & { outboxIds: readonly string[] };

/**
 * Accepts what begins or moves a process: `work` writes the wish and its outbox rows in one transaction in the viewer's organisation, at most
 * once for each Idempotency-Key; after the commit the rows are passed on, without waiting for that.
 * @returns the body of the answer; its status and location are set on `reply`
 * @throws what `work` throws, with nothing written, and what `idempotently` throws
 */
export async function acceptProcess<Body extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (trx: Knex.Transaction) => Promise<Accepted<Body>>,
): Promise<Body> {
  const { database, outbox } = request.server;
  const begun: string[] = [];
  const answer = await inOrganisation(database, viewerOf(request).organisationId, (trx) =>
    idempotently(request, trx, async () => {
      const { outboxIds, ...accepted } = await work(trx);
      begun.push(...outboxIds);
      return accepted;
    }),
  );
  void outbox.dispatch(begun);
  return sendAnswer(reply, answer);
}
