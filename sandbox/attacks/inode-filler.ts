import type { Attack } from './attack.ts';

/**
 * Empty files cost no bytes, but each costs an inode.
 * Expected: the folder has 4,096 inodes.
 * Control: with more it makes 6,000 files.
 */
export const inodeFiller: Attack = {
  name: 'inode-filler',
  source: `
count = 0
try:
    while count < 6000:
        os.close(os.open(f'f{count}', os.O_CREAT | os.O_WRONLY))
        count += 1
except OSError:
    pass
tell(count >= 6000, count, 'files')
`,
  control: { without: 'folder inodes' },
};
