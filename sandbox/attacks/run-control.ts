import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { startContainer } from '../container.ts';
import { containerOptions } from '../container-options.ts';
import { python } from '../languages/python/index.ts';
import { type ContainerOutcome, runContainer } from '../run-container.ts';
import type { SandboxLimits } from '../types.ts';
import type { Attack, Protection } from './attack.ts';
import { attackFiles, attackInput } from './prelude.ts';

type Options = Docker.ContainerCreateOptions & {
  HostConfig: NonNullable<Docker.ContainerCreateOptions['HostConfig']>;
};

const gigabyte = 1 << 30;

const ulimit = (options: Options, name: string, value: number): void => {
  const others = (options.HostConfig.Ulimits ?? []).filter(
    (limit: { Name?: string | undefined }) => limit.Name !== name,
  );
  options.HostConfig.Ulimits = [...others, { Name: name, Soft: value, Hard: value }];
};

const folder = (options: Options, pattern: RegExp, replacement: string): void => {
  const tmpfs = options.HostConfig.Tmpfs as Record<string, string>;
  options.HostConfig.Tmpfs = { ...tmpfs, '/box': (tmpfs['/box'] ?? '').replace(pattern, replacement) };
};

const weaken = (options: Options, protection: string): void => {
  options.Env = [`WEAKEN=${protection}`];
};

function withChangeOfUser(option: string): string {
  const profile = JSON.parse(option.replace(/^seccomp=/, '')) as { syscalls: object[] };
  return JSON.stringify({
    ...profile,
    syscalls: [
      ...profile.syscalls,
      { names: ['setuid', 'setgid', 'setgroups', 'capset'], action: 'SCMP_ACT_ALLOW' },
    ],
  });
}

/** How each protection is left out, and nothing else. Limits of the job itself are not here: see outerLimits. */
const without: Partial<Record<Protection, (options: Options) => void>> = {
  seccomp: ({ HostConfig }) => (HostConfig.SecurityOpt = ['no-new-privileges:true', 'seccomp=unconfined']),
  // Without that promise runc applies the filter before it changes the user, and needs its calls for that.
  'no new privileges': ({ HostConfig }) =>
    (HostConfig.SecurityOpt = [`seccomp=${withChangeOfUser((HostConfig.SecurityOpt as string[])[1]!)}`]),
  'dropped capabilities': ({ HostConfig }) => (HostConfig.CapDrop = []),
  'process limit': ({ HostConfig }) => (HostConfig.PidsLimit = 2000),
  'no shared memory': ({ HostConfig }) => (HostConfig.IpcMode = 'private'),
  'read-only root': ({ HostConfig }) => (HostConfig.ReadonlyRootfs = false),
  'runner is process 1': ({ HostConfig }) => (HostConfig.Init = true),
  'core limit': (options) => ulimit(options, 'core', 1 << 20),
  'file size limit': (options) => ulimit(options, 'fsize', -1),
  'descriptor limit': (options) => ulimit(options, 'nofile', 4096),
  'folder size': (options) => folder(options, /size=\d+/, 'size=64m'),
  'folder inodes': (options) => folder(options, /nr_inodes=\d+/, 'nr_inodes=20000'),
  'undumpable runner': (options) => weaken(options, 'dumpable'),
  'ending left-overs': (options) => weaken(options, 'leftovers'),
  'clearing the work folder': (options) => weaken(options, 'work-folder'),
};

/** CPU time and memory are always the outer bounds in a control (the clock is for a busy machine); output only where it is the protection left out. */
const outerLimits = (limits: SandboxLimits, protection: Protection): SandboxLimits => ({
  cpuMs: 10_000,
  wallMs: 60_000,
  memoryKb: gigabyte / 1024,
  outputKb: protection === 'output limit' ? 16 * 1024 : limits.outputKb,
});

const inControl = new Set<Protection>(['separate value channel', 'depth of values', 'comparison outside']);

/** Runs attacks that share a control, one after the other, in a container that lacks the one protection. */
export async function runControl(
  docker: Docker,
  image: string,
  label: string,
  attacks: Attack[],
  limits: SandboxLimits,
): Promise<ContainerOutcome> {
  const protection = attacks[0]!.control.without;
  const request = {
    name: `waymark-${label}-control-${randomBytes(4).toString('hex')}`,
    image,
    label,
    uid: 59_999,
    memoryMb: limits.memoryKb / 1024 + python.memoryOverheadMb + python.workFolderMb,
    workFolderMb: python.workFolderMb,
    command: ['interpreter', ...(python.warm?.command ?? [])],
  };
  const options = containerOptions(request) as Options;
  options.HostConfig.Memory = options.HostConfig.MemorySwap = gigabyte;
  without[protection]?.(options);
  const container = await startContainer(docker, request, 60_000, options);
  const steps = (attack: Attack): string[] =>
    inControl.has(protection) ? ['control'] : (attack.steps ?? ['run']);
  const files = attackFiles(attacks);
  return runContainer(
    container,
    {
      ...python.plan({ files, tests: [], limits }),
      compile: [],
      limits: outerLimits(limits, protection),
      feedbackFile: '',
      tests: attacks.flatMap((attack) =>
        steps(attack).map((step) => ({
          mode: 'program' as const,
          input: attackInput(attack.name, step),
          files: [],
        })),
      ),
    },
    {},
  );
}
