import type { Attack } from './attack.ts';

/**
 * Writes into its folder until the disk is full.
 * Expected: the folder is a sized memory file system: it ends at 16 MB, and is empty for the next test.
 * Control: with a large folder 40 MB fit.
 */
export const diskFiller: Attack = {
  name: 'disk-filler',
  source: `
written = 0
try:
    for number in range(40):
        with open(f'filler-{number}', 'wb') as file:
            written += file.write(bytes(1 << 20))
except OSError:
    pass
tell(written >= 40 << 20, written >> 20, 'MB')
`,
  control: { without: 'folder size' },
};
