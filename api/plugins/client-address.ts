import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { isIP } from 'node:net';

declare module 'fastify' {
  interface FastifyRequest {
    /** The person's own network address, for limits, lock-outs and the audit log. */
    clientAddress: string;
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
    app.addHook('onRequest', (request, _reply, done) => {
      request.clientAddress = addressOf(request);
      done();
    });

    function addressOf(request: FastifyRequest): string {
      const direct = plain(request.socket.remoteAddress ?? '127.0.0.1');
      const sent = request.headers['x-forward-secret'];
      const fromSite = typeof sent === 'string' && timingSafeEqual(digest(sent), secret);
      if (!fromSite && !trusted.has(direct)) return direct;
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
