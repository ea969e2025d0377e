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

test('CUR-2: a picture of another site is a link to it, within a link only its name; one of ours is shown', async () => {
  const { html } = await renderMarkdown(
    '![A "fork"](https://example.com/fork.png) [![here](//example.com/a.png)](https://example.com) ![drawn](data:image/png;base64,AAAA) ![ours](/pictures/a.png)',
  );
  expect(html).toContain('<a href="https://example.com/fork.png" rel="noopener noreferrer">A "fork"</a>');
  expect(html).toContain('<a href="https://example.com" rel="noopener noreferrer">here</a>');
  expect(html).toContain('</a> drawn <img');
  expect(html.match(/<img/g)).toHaveLength(1);
  expect(html).toContain('<img src="/pictures/a.png" alt="ours" />');
});

test('CUR-2: code in a language nobody coloured yet is shown as it is', async () => {
  const { html } = await renderMarkdown('```brainfuck\n+[>+<] & more\n```');
  expect(html).toContain('+[&gt;+&lt;] &amp; more');
});

test('D23: the answers to a lesson’s questions are folded away, with all that stands in them', async () => {
  const { html } = await renderMarkdown(
    '1. What is `a`?\n\n*Answers.* 1: `5`, **surely**. 2: no.\n\n*Answer* me.',
  );
  expect(html).toContain(
    '<details>\n<summary>Answers</summary>\n<p>1: <code>5</code>, <strong>surely</strong>. 2: no.</p>\n</details>',
  );
  expect(html.match(/<details>/g)).toHaveLength(1);
  expect(html).toContain('<p><em>Answer</em> me.</p>');
});

test.each(Object.getOwnPropertyNames(Object.prototype))(
  'M7: a fence that says %s is shown as it is: no name of a language is looked up where JavaScript keeps its own',
  async (fence) => {
    const { html } = await renderMarkdown(`\`\`\`${fence}\na < b\n\`\`\``);
    expect(html).toContain('a &lt; b');
  },
);
