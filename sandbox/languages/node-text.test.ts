import { expect, test } from 'vitest';
import { cpp } from './cpp/index.ts';
import { tidyNodeText } from './node-text.ts';

test('a stack trace has the submission’s own frames, by the names of its files', () => {
  const trace = [
    'Error: bad',
    '    at inner (/box/main.js:2:9)',
    '    at Object.<anonymous> (file:///box/main.js:4:1)',
    '    at Module._compile (node:internal/modules/cjs/loader:1:1)',
    '    at main (/sandbox/javascript/call.cjs:50:1)',
    '    at new Promise (<anonymous>)',
    '',
    '',
    '',
    'Node.js v24.21.0',
    '',
  ].join('\n');
  expect(tidyNodeText(trace)).toBe(
    'Error: bad\n    at inner (main.js:2:9)\n    at Object.<anonymous> (main.js:4:1)\n',
  );
});

test('H4: tidying what a program complained of takes a moment, whatever it wrote', () => {
  const begun = performance.now();
  const hostile = [
    `  at ${'node:'.repeat(40_000)}\r x`,
    `${' '.repeat(200_000)}at`,
    `x${'\n'.repeat(200_000)}x`,
    `waymark-call.cpp: ${'waymark-call.cpp:1'.repeat(10_000)}\r`,
    '/box/'.repeat(40_000),
    `${' '.repeat(200_000)}|`,
    `${' '.repeat(200_000)}1`,
    `/sandbox/cpp/${'a.'.repeat(100_000)}`,
    `${'a:1'.repeat(100_000)}: x`,
    `const ${'waymark::Json'.repeat(40_000)}`,
  ];
  for (const text of hostile) {
    tidyNodeText(text);
    cpp.tidy?.(text);
  }
  expect(performance.now() - begun).toBeLessThan(5_000);
});
