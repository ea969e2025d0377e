import { request } from 'node:http';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** Where a Docker Engine of this machine may listen: DOCKER_SOCKET, DOCKER_HOST, then the usual places. */
export function engineSockets(environment: NodeJS.ProcessEnv = process.env): string[] {
  if (environment.DOCKER_SOCKET) return [environment.DOCKER_SOCKET];
  if (environment.DOCKER_HOST?.startsWith('unix://'))
    return [environment.DOCKER_HOST.slice('unix://'.length)];
  const runtime = environment.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    path.join(homedir(), '.docker/run/docker.sock'),
    ...(runtime ? [path.join(runtime, 'docker.sock')] : []),
  ];
}

/** The first socket at which an engine answers. */
export async function findEngine(sockets: string[] = engineSockets()): Promise<string | undefined> {
  for (const socket of sockets) if (await engineAnswers(socket)) return socket;
  return undefined;
}

/** Whether an engine answers at a socket, within three seconds. */
export function engineAnswers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ socketPath: socket, path: '/_ping', timeout: 3_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.once('timeout', () => ping.destroy());
    ping.once('error', () => resolve(false));
    ping.end();
  });
}
