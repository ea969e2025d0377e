import type { Attack } from './attack.ts';

/**
 * Creates a socket of the IPv6 family: the same by another name.
 * Expected: the filter refuses the family. Control: without it the call reaches the kernel, which creates the socket
 * (never connected) where it has the family.
 */
export const internetSixSocket: Attack = {
  name: 'internet-six-socket',
  source: `
result = syscall(41, 10, 2, 0)
tell_call('socket', result)
if 'Seccomp:\\t0' in open('/proc/self/status').read():
    print('the kernel answered', result)
`,
  control: { without: 'seccomp' },
};
