import { createServer, request as requestUpstream } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before an API and notes what is asked of it. */
export type CallRecorder = {
  url: string;
  /** The paths asked for since the last time, in order. */
  take(): string[];
  close(): void;
};

/** @param apiUrl where what is asked is passed on to */
export async function recordCalls(apiUrl: string): Promise<CallRecorder> {
  let paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '/');
    const upstream = requestUpstream(
      new URL(request.url ?? '/', apiUrl),
      { method: request.method ?? 'GET', headers: request.headers },
      (received) => {
        response.writeHead(received.statusCode ?? 502, received.headers);
        received.pipe(response);
      },
    );
    request.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = paths;
      paths = [];
      return taken;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
