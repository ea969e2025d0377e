import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';

const seccompProfile = JSON.stringify(
  JSON.parse(readFileSync(new URL('./seccomp.json', import.meta.url), 'utf8')),
);

export const labelKey = 'waymark.sandbox';
/** Names the one sandbox, of those that share a label, that a container belongs to. */
export const ownerKey = 'waymark.sandbox.owner';

export type ContainerRequest = {
  name: string;
  image: string;
  label: string;
  /** Absent only for what tests and benches start beside a sandbox. */
  owner?: string;
  uid: number;
  memoryMb: number;
  workFolderMb: number;
  command: string[];
};

/**
 * The hardened container of one submission: no network, no host folder, no capability, no privilege to gain, a read-only
 * root, a sized work folder, bounded memory, processes, files and descriptors. No swap: memory and memory+swap are equal.
 */
export function containerOptions(request: ContainerRequest): Docker.ContainerCreateOptions {
  const memory = request.memoryMb * 1024 * 1024;
  const folderBytes = request.workFolderMb * 1024 * 1024;
  return {
    name: request.name,
    Image: request.image,
    Entrypoint: ['/sandbox/runner'],
    Cmd: request.command,
    User: `${request.uid}:${request.uid}`,
    WorkingDir: '/',
    Env: [],
    Labels: { [labelKey]: request.label, ...(request.owner && { [ownerKey]: request.owner }) },
    Tty: false,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    NetworkDisabled: true,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      // Without /dev/shm and message queues nothing outlives a test outside the work folder.
      IpcMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true', `seccomp=${seccompProfile}`],
      Memory: memory,
      MemorySwap: memory,
      // When the host's memory ends a submission goes first; where Docker may set it for good, no process can go below this.
      OomScoreAdj: 500,
      PidsLimit: 128,
      CpuShares: 128,
      LogConfig: { Type: 'none', Config: {} },
      Tmpfs: {
        '/box': `rw,exec,nosuid,nodev,size=${folderBytes},nr_inodes=4096,mode=0700,uid=${request.uid},gid=${request.uid}`,
        '/dev/mqueue': 'ro,noexec,nosuid,nodev,size=4096',
      },
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'fsize', Soft: folderBytes, Hard: folderBytes },
        { Name: 'nofile', Soft: 256, Hard: 256 },
        { Name: 'stack', Soft: 64 << 20, Hard: 64 << 20 },
        { Name: 'msgqueue', Soft: 0, Hard: 0 },
      ],
    },
  };
}
