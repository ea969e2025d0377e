import type { Attack } from './attack.ts';

/**
 * Loads a program into the kernel (bpf), a compiler and checker with a long history of bugs.
 * Expected: the filter refuses. Control: without it the call reaches the kernel (which may refuse on its own).
 */
export const kernelPrograms: Attack = {
  name: 'kernel-programs',
  source: `
result = syscall(321, 0, ctypes.create_string_buffer(128), 128)
tell_call('bpf', result)
if 'Seccomp:\\t0' in open('/proc/self/status').read():
    print('the kernel answered', result)
`,
  control: {
    without: 'seccomp',
    shows: ([result]) => result?.stdout.includes('the kernel answered') ?? false,
  },
};
