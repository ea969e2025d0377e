import type { Attack } from './attack.ts';

/**
 * Creates a socket of AF_VSOCK, which reaches the hypervisor past every network namespace.
 * Expected: the filter refuses the family. Control: without it the call reaches the kernel, which creates the socket
 * (never connected) where it has the family.
 */
export const virtualMachineSocket: Attack = {
  name: 'virtual-machine-socket',
  source: `
result = syscall(41, 40, 1, 0)
tell_call('socket', result)
if 'Seccomp:\\t0' in open('/proc/self/status').read():
    print('the kernel answered', result)
`,
  control: {
    without: 'seccomp',
    shows: ([result]) => result?.stdout.includes('the kernel answered') ?? false,
  },
};
