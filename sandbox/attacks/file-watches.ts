import type { Attack } from './attack.ts';

/**
 * inotify instances are counted a user, over all containers.
 * Expected: refused. Control: without the filter one is made.
 */
export const fileWatches: Attack = {
  name: 'file-watches',
  source: `
tell_call('inotify_init1', syscall(294, 0))
`,
  control: { without: 'seccomp' },
};
