import { expect } from 'vitest';
import type { Attack } from './attack.ts';

/**
 * Floods standard error, which is kept for the student to read.
 * Expected: output_limit, at most the stated size is kept.
 * Control: with 16 MB allowed, 2 MB are kept.
 */
export const errorFlood: Attack = {
  name: 'error-flood',
  source: `
for _ in range(32):
    sys.stderr.write('x' * 65536)
`,
  endings: ['output_limit'],
  verify: ([result]) => expect(result?.stderr.length).toBeLessThanOrEqual(65 * 1024),
  control: { without: 'output limit', shows: ([result]) => (result?.stderr.length ?? 0) >= 2 << 20 },
};
