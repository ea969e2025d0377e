import type { Attack } from './attack.ts';

/**
 * Leaves links out of the folder, in place of files and of folders, for the clean-up or the next write to follow.
 * Expected: links are removed, never followed.
 * Control: without clearing they are there in the next test.
 */
export const symbolicLinks: Attack = {
  name: 'symbolic-links',
  source: `
if step == 'plant':
    os.symlink('/etc', 'folder')
    os.symlink('/proc/1/root', 'root')
    os.symlink('loop', 'loop')
    held('planted')
else:
    tell(os.path.islink('folder') or os.path.islink('loop'), os.listdir('.'))
`,
  steps: ['plant', 'look'],
  control: { without: 'clearing the work folder' },
};
