import type { Attack } from './attack.ts';

/**
 * Sets up io_uring, whose operations no system-call filter sees.
 * Expected: refused. Control: without the filter it is set up.
 */
export const ioUring: Attack = {
  name: 'io-uring',
  source: `
tell_call('io_uring_setup', syscall(425, 4, ctypes.create_string_buffer(120)))
`,
  control: { without: 'seccomp' },
};
