import type { Attack } from './attack.ts';

/**
 * Mounts a file system in namespaces of its own.
 * Expected: refused at the first step. Control: without the filter it is mounted.
 */
export const mount: Attack = {
  name: 'mount',
  source: `
pid = os.fork()
if pid == 0:
    ready = syscall(272, 0x10000000 | 0x20000) == 0 and syscall(165, b'none', b'/box', b'tmpfs', 0, 0) == 0
    os._exit(0 if ready else 1)
tell(os.waitpid(pid, 0)[1] == 0, 'mount')
`,
  control: { without: 'seccomp' },
};
