import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'vite';
import type { ViteDevServer } from 'vite';

let vite: Promise<ViteDevServer> | undefined;

/**
 * Stands where the built site's handler stands (server.ts) while the site is being written: pages come from Vite, which changes them in place.
 * Its news travel over the port the page came from, because no other is allowed to a page.
 */
export async function handler(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { server } = request.socket as unknown as { server: Server };
  vite ??= createServer({
    root: import.meta.dirname,
    server: { middlewareMode: true, ws: { server } },
  });
  (await vite).middlewares(request, response);
}
