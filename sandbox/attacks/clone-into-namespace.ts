import type { Attack } from './attack.ts';

/**
 * The same by clone, whose flags the filter must look at, since threads need the call.
 * Expected: refused. Control: without the filter the child is in a new namespace.
 */
export const cloneIntoNamespace: Attack = {
  name: 'clone-into-namespace',
  source: `
pid = syscall(56, 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0)
if pid == 0:
    os._exit(0)
tell_call('clone', pid)
`,
  control: { without: 'seccomp' },
};
