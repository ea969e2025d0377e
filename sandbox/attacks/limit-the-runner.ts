import type { Attack } from './attack.ts';

/**
 * Sets the CPU limit of process 1 to what it has used: the kernel itself then kills it, which process 1 cannot refuse.
 * Expected: only own limits can be set (prlimit with process 0).
 * Control: without the filter the runner ends.
 */
export const limitTheRunner: Attack = {
  name: 'limit-the-runner',
  source: `
import struct
result = syscall(302, 1, 0, struct.pack('QQ', 0, 0), 0)
tell_call('prlimit of the runner', result)
time.sleep(0.3)
`,
  control: {
    without: 'seccomp',
    shows: (results, broken) => broken !== null || results.some((result) => result.stdout.includes('breach')),
  },
};
