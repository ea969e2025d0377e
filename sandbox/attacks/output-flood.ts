import { expect } from 'vitest';
import type { Attack } from './attack.ts';

/**
 * Prints without end.
 * Expected: output_limit, and at most the stated size comes out.
 * Control: with 16 MB allowed, 2 MB of it come out.
 */
export const outputFlood: Attack = {
  name: 'output-flood',
  source: `
for _ in range(32):
    sys.stdout.write('x' * 65536)
sys.stdout.flush()
`,
  endings: ['output_limit'],
  verify: ([result]) => expect(result?.stdout.length).toBeLessThanOrEqual(64 * 1024),
  control: { without: 'output limit', shows: ([result]) => (result?.stdout.length ?? 0) >= 2 << 20 },
};
