import { expect } from 'vitest';
import type { Attack } from './attack.ts';

/**
 * A function test whose process prints the expected value itself and ends before its function is called.
 * Expected: standard output is not the value channel: no value came back.
 * Control: written to the channel it is a value, and nothing more: data the host compares.
 */
export const forgeAValue: Attack = {
  name: 'forge-a-value',
  source: `
answer = b'{"json": 42}'
os.write(4 if step == 'control' else 1, answer)
os._exit(0)
`,
  verify: ([result]) => expect(result?.value).toBeNull(),
  control: { without: 'separate value channel', shows: ([result]) => result?.value?.json === 42 },
};
