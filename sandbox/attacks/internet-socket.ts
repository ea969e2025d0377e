import type { Attack } from './attack.ts';

/**
 * Creates a socket of the Internet family: to send inputs out, or to reach other machines.
 * Expected: the filter refuses the family. Control: without it the call reaches the kernel, which creates the socket
 * (never connected) where it has the family.
 */
export const internetSocket: Attack = {
  name: 'internet-socket',
  source: `
result = syscall(41, 2, 1, 0)
tell_call('socket', result)
if 'Seccomp:\\t0' in open('/proc/self/status').read():
    print('the kernel answered', result)
`,
  control: { without: 'seccomp' },
};
