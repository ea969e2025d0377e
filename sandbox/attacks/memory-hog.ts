import type { Attack } from './attack.ts';

/**
 * Takes and touches 600 MB.
 * Expected: memory_limit.
 * Control: with 1 GB it gets them.
 */
export const memoryHog: Attack = {
  name: 'memory-hog',
  source: `
block = bytearray(600 << 20)
for at in range(0, len(block), 4096):
    block[at] = 1
breach('600 MB')
`,
  endings: ['memory_limit'],
  control: { without: 'memory limit' },
};
