import { expect } from 'vitest';
import type { Attack } from './attack.ts';

/**
 * Writes a value by itself, nested as deep as the output limit lets it: whoever walks it on the host overflows its stack.
 * Expected: it is no value, and the next test runs as if nothing had been.
 * Control: the channel takes what is not as deep, so that only the depth was refused.
 */
export const deepValue: Attack = {
  name: 'deep-value',
  source: `
depth = {'five thousand levels': 5000, 'all that fits': 30000, 'objects': 10000, 'control': 200}[step]
opened, closed = (b'{"a":', b'}') if step == 'objects' else (b'[', b']')
inside = b'1' if step == 'objects' else b''
os.write(4, b'{"json":' + opened * depth + inside + closed * depth + b'}')
os._exit(0)
`,
  steps: ['five thousand levels', 'all that fits', 'objects'],
  verify: (results) => expect(results.map((result) => result.value)).toEqual([null, null, null]),
  control: {
    without: 'depth of values',
    shows: ([result]) => Array.isArray(result?.value?.json),
  },
};
