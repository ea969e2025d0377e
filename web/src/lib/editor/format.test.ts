import { expect, test } from 'vitest';
import { formatCode, hasFormatter } from './format.ts';

test.each([
  ['javascript', 'const a=1;if(a){b()}', 'const a = 1;\nif (a) {\n  b();\n}\n'],
  ['typescript', 'let a:number=1', 'let a: number = 1;\n'],
  ['css', 'a{color:red}', 'a {\n  color: red;\n}\n'],
  ['html', '<p><b>x</b></p><script>a( )</script>', '<p><b>x</b></p>\n<script>\n  a();\n</script>\n'],
])('%s is written by its formatter', async (mode, code, written) => {
  expect((await formatCode(mode, code, 0, '  ')).formatted).toBe(written);
});

test('the cursor stays at what it was at', async () => {
  const { formatted, cursorOffset } = await formatCode('javascript', 'a( );b( )', 5, '  ');
  expect(formatted.slice(cursorOffset)).toBe('b();\n');
});

test('code that cannot be read is not written; a language without a formatter has none', async () => {
  await expect(formatCode('javascript', 'const = 1', 0, '  ')).rejects.toThrow();
  expect([hasFormatter('python'), hasFormatter('cpp'), hasFormatter('java')]).toEqual([false, false, false]);
});
