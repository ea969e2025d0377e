import type { Attack } from './attack.ts';

/**
 * Turns off the randomising of addresses for the programs it starts.
 * Expected: refused. Control: without the filter it is done.
 */
export const personality: Attack = {
  name: 'personality',
  source: `
tell_call('personality', syscall(135, 0x0040000))
`,
  control: { without: 'seccomp' },
};
