import type { Attack } from './attack.ts';

/**
 * Creates a socket of netlink, which speaks to much of the kernel.
 * Expected: the filter refuses the family. Control: without it the call reaches the kernel, which creates the socket
 * (never connected) where it has the family.
 */
export const netlinkSocket: Attack = {
  name: 'netlink-socket',
  source: `
result = syscall(41, 16, 3, 0)
tell_call('socket', result)
if 'Seccomp:\\t0' in open('/proc/self/status').read():
    print('the kernel answered', result)
`,
  control: { without: 'seccomp' },
};
