import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { isIP } from 'node:net';

declare module 'fastify' {
  interface FastifyRequest {
    /** The person's own network address, for limits, lock-outs and the audit log. */
    clientAddress: string;
    /** A page of the site asks, not somebody through it: what the site passes through says so. */
    fromSite: boolean;
  }
}

/**
 * Believes `X-Forwarded-For` only from the site, which proves itself by `X-Forward-Secret`, and from the configured proxies; anyone else
 * could otherwise choose the address they are counted by.
 */
export default fp(
  async (app) => {
    const secret = digest(app.config.forwardSecret);
    const trusted = new Set(app.config.trustedProxies);
    app.decorateRequest('clientAddress', '');
    app.decorateRequest('fromSite', false);
    app.addHook('onRequest', (request, _reply, done) => {
      const sent = request.headers['x-forward-secret'];
      const isVouchedFor = typeof sent === 'string' && timingSafeEqual(digest(sent), secret);
      request.clientAddress = addressOf(request, isVouchedFor);
      request.fromSite = isVouchedFor && request.headers['x-passed-through'] === undefined;
      done();
    });

    function addressOf(request: FastifyRequest, isVouchedFor: boolean): string {
      const direct = plain(request.socket.remoteAddress ?? '127.0.0.1');
      if (!isVouchedFor && !trusted.has(direct)) return direct;
      const forwarded = [request.headers['x-forwarded-for'] ?? '']
        .flat()
        .join(',')
        .split(',')
        .map((address) => plain(address.trim()));
      const client = forwarded.findLast((address) => !trusted.has(address));
      return client !== undefined && isIP(client) ? client : direct;
    }
  },
  { name: 'client-address' },
);

/** IPv4 addresses arrive wrapped in IPv6 on dual-stack sockets. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
