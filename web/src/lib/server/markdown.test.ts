import { expect, test } from 'vitest';
import { renderMarkdown } from './markdown.ts';

test('CUR-2: lesson text becomes headings, prose and coloured code', async () => {
  const { html, headings } = await renderMarkdown(
    '# Loops\n\nSay *hello*.\n\n```python\nfor n in range(3):\n    print(n)\n```\n\n# Loops',
  );
  expect(headings).toEqual([
    { id: 'loops', text: 'Loops' },
    { id: 'loops-2', text: 'Loops' },
  ]);
  expect(html).toContain('<h2 id="loops">Loops</h2>');
  expect(html).toContain('<em>hello</em>');
  expect(html).toContain('light-dark(');
  expect(html).toContain('range');
});

test('CUR-2: what an author pastes cannot run in a reader’s browser', async () => {
  const { html } = await renderMarkdown(
    '<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n<img src=x onerror=alert(1)>\n\n```html\n<script>alert(2)</script>\n```\n\n<div data-code="0"></div>',
  );
  expect(html).not.toMatch(/<script|onerror=alert\(1\)>|href="javascript:/);
  expect(html.match(/<pre/g)).toHaveLength(1);
});

test('CUR-2: code in a language nobody coloured yet is shown as it is', async () => {
  const { html } = await renderMarkdown('```brainfuck\n+[>+<] & more\n```');
  expect(html).toContain('+[&gt;+&lt;] &amp; more');
});
