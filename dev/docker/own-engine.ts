import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { removeStalePidFile } from './stale-pid-file.ts';

export type OwnEngine = {
  socket: string;
  pidFile: string;
  parameters: string[];
  /** To be called before each start, also the one after a SIGKILL: what an earlier engine left must not keep this one down. */
  removeStalePidFiles: () => void;
};

/**
 * How our own engine is run: its own socket, state and image store, so that it meets no other engine.
 * Containers get no bridge: submissions have no network at all, and image builds use the host's.
 * @param key names the engine (a data folder, say); the same key finds the same images again
 */
export async function ownEngine(key: string): Promise<OwnEngine> {
  // Not below the data folder: a socket's path holds at most 107 characters.
  const name = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const state = path.join('/run/waymark', name);
  const store = path.join('/var/lib/waymark', `docker-${name}`);
  await mkdir(state, { recursive: true, mode: 0o755 });
  await mkdir(store, { recursive: true, mode: 0o711 });
  const socket = path.join(state, 'docker.sock');
  const pidFile = path.join(state, 'docker.pid');
  const execRoot = path.join(state, 'exec');
  return {
    socket,
    pidFile,
    parameters: [
      ...['--host', `unix://${socket}`, '--exec-root', execRoot, '--pidfile', pidFile],
      ...[
        '--data-root',
        store,
        '--bridge',
        'none',
        '--iptables=false',
        '--ip6tables=false',
        '--log-level',
        'warn',
      ],
    ],
    removeStalePidFiles: () => {
      const containerd = path.join(execRoot, 'containerd');
      removeStalePidFile({ file: pidFile, program: 'dockerd', parameter: pidFile });
      removeStalePidFile({
        file: path.join(containerd, 'containerd.pid'),
        program: 'containerd',
        parameter: containerd,
      });
    },
  };
}
