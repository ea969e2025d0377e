import type { Attack } from './attack.ts';

/**
 * modify_ldt installs segments of 16 bit: rarely used code with a history of bugs.
 * Expected: refused. Control: without the filter it answers.
 */
export const localDescriptorTable: Attack = {
  name: 'local-descriptor-table',
  source: `
tell_call('modify_ldt', syscall(154, 0, ctypes.create_string_buffer(64), 64))
`,
  control: { without: 'seccomp' },
};
