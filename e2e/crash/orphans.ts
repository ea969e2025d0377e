import { readFileSync } from 'node:fs';
import Docker from 'dockerode';
import type { RunRecord } from '#dev/platform/run-record.ts';
import type { LaunchedPlatform } from '../platform.ts';

/**
 * Containers of this platform that nobody looks after: made before the grading worker that runs now.
 * @returns their names, with what Docker says of them and whose they are
 */
export async function orphansOf(platform: LaunchedPlatform): Promise<string[]> {
  const record = platform.record();
  const worker = record.processes.find(({ name }) => name === 'grading-worker');
  if (!worker) throw new Error('No grading worker runs.');
  const since = startedAtSeconds(worker.pid);
  const containers = await containersOf(record);
  return containers
    .filter(({ Created }) => Created < Math.floor(since))
    .map(
      ({ Names, Status, Created, Labels }) =>
        `${Names.join(' ')} (${Status}, made ${Math.floor(since) - Created} s before the worker began, by ${Labels['waymark.sandbox.owner'] ?? 'nobody'})`,
    );
}

/** Every container that carries this platform's label. */
export async function containersOf({
  sandboxLabel,
  dockerSocket,
}: Pick<RunRecord, 'sandboxLabel' | 'dockerSocket'>): Promise<Docker.ContainerInfo[]> {
  const docker = new Docker({ socketPath: dockerSocket ?? '/var/run/docker.sock' });
  return docker.listContainers({ all: true, filters: { label: [`waymark.sandbox=${sandboxLabel}`] } });
}

/** When a process started, in seconds since 1970: the boot time, and field 22 of its stat in ticks of 1/100 s. */
function startedAtSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1];
  return Number(boot) + ticks / 100;
}
