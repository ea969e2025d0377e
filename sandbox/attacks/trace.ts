import type { Attack } from './attack.ts';

/**
 * Traces another process, to change what it does.
 * Expected: refused. Control: without the filter a child is traced.
 */
export const trace: Attack = {
  name: 'trace',
  source: `
pid = os.fork()
if pid == 0:
    os._exit(0 if syscall(101, 0, 0, 0, 0) == 0 else 1)
tell(os.waitpid(pid, 0)[1] == 0, 'ptrace')
`,
  control: { without: 'seccomp' },
};
