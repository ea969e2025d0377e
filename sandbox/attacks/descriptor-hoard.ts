import type { Attack } from './attack.ts';

/**
 * Opens descriptors until the system's table is full.
 * Expected: 256 a process.
 * Control: with 4,096 it holds over 1,000.
 */
export const descriptorHoard: Attack = {
  name: 'descriptor-hoard',
  source: `
keep = []
try:
    while len(keep) < 2000:
        keep.append(os.dup(0))
except OSError:
    pass
tell(len(keep) > 1000, len(keep), 'descriptors')
`,
  control: { without: 'descriptor limit' },
};
