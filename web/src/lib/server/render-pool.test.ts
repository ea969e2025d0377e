import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createRenderPool } from './render-pool.ts';
import type { RenderPool } from './render-pool.ts';

const worker = path.join(import.meta.dirname, 'render-worker.ts');
const coloured = 'light-dark(';
/** As long as text and lines may be; C++'s grammar takes ten seconds for it. */
const slow = Array.from({ length: 98 }, () => 'a::'.repeat(166)).join('\n');
const hostile = (number = 0) => ({ kind: 'code', code: `// ${number}\n${slow}`, language: 'cpp' }) as const;
const innocent = (number = 0) => ({ kind: 'code', code: `print(${number})`, language: 'python' }) as const;

const failures: unknown[] = [];
// Each thread that a hostile text ends loads its grammars anew, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let pool: RenderPool;
const start = (limits: Parameters<typeof createRenderPool>[2]) =>
  (pool = createRenderPool(worker, (failure) => failures.push(failure), limits));

afterEach(async () => {
  await pool.close();
  expect(failures.splice(0)).toEqual([]);
});

test('H5: code that takes for ever to colour is shown as it is, and costs only its own page', async () => {
  const { render } = start({ threads: 2, deadlineMs: 2_000 });
  await render(innocent());
  const attacked = render(hostile());
  // The thread that answers requests is free meanwhile, and so is the other one that renders.
  const others = await Promise.all([1, 2, 3].map((number) => render(innocent(number))));
  for (const { html } of others) expect(html).toContain(coloured);
  const { html } = await attacked;
  expect(html).toContain('a::a::');
  expect(html).not.toContain(coloured);
});

test('H5: who waits behind such texts is rendered all the same: the deadline runs from when a thread begins', async () => {
  const { render } = start({ threads: 1, deadlineMs: 2_000 });
  const attacks = [1, 2].map((number) => render(hostile(number)));
  expect((await render(innocent())).html).toContain(coloured);
  for (const { html } of await Promise.all(attacks)) expect(html).not.toContain(coloured);
});

test('H5: it is tried once, however often the page is read', async () => {
  const { render } = start({ threads: 1, deadlineMs: 2_000 });
  const [first, second] = await Promise.all([render(hostile()), render(hostile())]);
  expect(second).toBe(first);
  const begin = performance.now();
  expect(await render(hostile())).toEqual(first);
  expect(performance.now() - begin).toBeLessThan(500);
});

test('H5: a text longer than any is shown as it was written, and what it holds stays text', async () => {
  const { render } = start({ characters: 30 });
  const { html, headings } = await render({
    kind: 'markdown',
    source: '# One\n\n<script>alert(1)</script> and more',
    options: {},
  });
  expect(html).toBe('<p class="as-written"># One\n\n&lt;script&gt;alert(1)&lt;/script&gt; and more</p>');
  expect(headings).toEqual([]);
});

test('Markdown comes from the threads with its headings and its options', async () => {
  const { render } = start({});
  const source = '# One\n\n```python\nprint(1)\n```';
  const rendered = await render({ kind: 'markdown', source, options: { startLevel: 3, prefix: 'a-' } });
  expect(rendered.headings).toEqual([{ id: 'a-one', text: 'One' }]);
  expect(rendered.html).toContain('<h3 id="a-one">One</h3>');
  expect(rendered.html).toContain(coloured);
});

test('H5: nothing of the site renders on the thread that answers requests', () => {
  start({});
  const site = path.resolve(import.meta.dirname, '../../..');
  const renderers = globSync('src/**/*.{ts,svelte}', { cwd: site })
    .filter((file) => !file.endsWith('.test.ts'))
    .filter((file) =>
      /from '[^']*\/(markdown|highlight)\.ts'/.test(readFileSync(path.join(site, file), 'utf8')),
    );
  expect(renderers.map((file) => path.basename(file)).sort()).toEqual(['markdown.ts', 'render-worker.ts']);
});
