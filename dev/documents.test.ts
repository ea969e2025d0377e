import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './platform/settings.ts';

const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  // Lessons and the site's own texts link to pages of the site.
  .filter(
    (file) => file && !/^(?:content\/(?:demo|other)|web\/src\/lib\/server\/platform-texts)\//.test(file),
  );

/** As GitHub makes them: words of a heading in small letters, joined by hyphens. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

async function isThere(page: string, link: string): Promise<boolean> {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path.join(root, page) : path.join(root, path.dirname(page), file);
  if (!existsSync(target)) return false;
  if (anchor === undefined) return true;
  const headings = (await readFile(target, 'utf8')).matchAll(/^#+ (.*)$/gm);
  return [...headings].some(([, heading]) => anchorOf(heading!) === anchor);
}

test.for(pages)('links of %s lead somewhere', async (page) => {
  const links = (await readFile(path.join(root, page), 'utf8')).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g);
  for (const [, link] of links) expect([link, await isThere(page, link!)]).toEqual([link, true]);
});

test.for(['README.md', 'CONTRIBUTING.md', 'docs/operations.md'])(
  'commands that %s names are there',
  async (page) => {
    const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = (await readFile(path.join(root, page), 'utf8')).matchAll(/npm run ([\w:-]+)/g);
    for (const [, name] of named) expect(Object.keys(scripts)).toContain(name);
  },
);
