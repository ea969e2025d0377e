import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceName, SharedServices } from './services.ts';

/** Starts one component; `onStop` registers how it ends, called in reverse order of registration. */
export type Starters = {
  [Name in ServiceName]: (onStop: (stop: () => Promise<void>) => void) => Promise<SharedServices[Name]>;
};

/**
 * Answers test processes that ask for a shared component, starting each at most once.
 * @returns the address to ask at, and `stop`, which ends all that was started
 */
export async function startBroker(starters: Starters): Promise<{ url: string; stop(): Promise<void> }> {
  const started = new Map<string, Promise<unknown>>();
  const stops: (() => Promise<void>)[] = [];
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? '';
    const starter = isService(name, starters) ? starters[name] : undefined;
    const service = started.get(name) ?? starter?.((stop) => stops.push(stop));
    if (!service)
      return void response.writeHead(404).end(JSON.stringify({ error: 'There is no such service.' }));
    started.set(name, service);
    service.then(
      (answer) => response.end(JSON.stringify({ service: answer })),
      (error: unknown) =>
        response
          .writeHead(500)
          .end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
    );
  });
  // Starting a component may take minutes on a fresh machine.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await Promise.allSettled(started.values());
      for (const stop of stops.reverse()) await stop();
    },
  };
}

function isService(name: string, starters: Starters): name is ServiceName {
  return Object.hasOwn(starters, name);
}
