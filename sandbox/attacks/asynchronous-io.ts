import type { Attack } from './attack.ts';

/**
 * io_setup takes from a pool of the whole machine; taking all breaks databases beside it.
 * Expected: refused. Control: without the filter it takes a place.
 */
export const asynchronousIo: Attack = {
  name: 'asynchronous-io',
  source: `
tell_call('io_setup', syscall(206, 1, ctypes.byref(ctypes.c_ulong(0))))
`,
  control: { without: 'seccomp' },
};
