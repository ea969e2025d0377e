import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/*
 * Which areas of the texts a page says is read from what its files import, so that a browser fetches those and no others, and no list has to be kept.
 * It holds as the site's files call the texts `t` or `texts`, or take areas out of them by name; a test sees to that.
 */

const source = path.join(import.meta.dirname, 'src');
const importPattern = /(?:from|import\()\s*'((?:#lib\/|\.{1,2}\/)[^']+)'/g;

/**
 * @param areas the names there are
 * @returns the areas that each route says, its layouts included, by the route's id
 */
export function areasOfRoutes(areas: readonly string[]): Record<string, string[]> {
  const said = new Map<string, Set<string>>();

  function areasIn(file: string): Set<string> {
    const known = said.get(file);
    if (known) return known;
    const found = new Set<string>();
    said.set(file, found);
    const text = readFileSync(file, 'utf8');
    for (const area of namedIn(text)) if (areas.includes(area)) found.add(area);
    for (const imported of importsOf(file, text)) for (const area of areasIn(imported)) found.add(area);
    return found;
  }

  const folder = path.join(source, 'routes');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const shown = files.filter((file) => /(?:^|\/)\+(?:page|layout|error)\.(?:svelte|ts)$/.test(file));
  const under = (place: string) => (place === '.' ? ['.'] : ['.', ...parentsOf(place)]);
  const pages = shown.filter((file) => path.basename(file) === '+page.svelte');
  return Object.fromEntries(
    pages.map((page) => {
      const place = path.dirname(page);
      const parts = shown.filter((file) => {
        const own = path.dirname(file);
        return own === place || (under(place).includes(own) && !path.basename(file).startsWith('+page'));
      });
      const all = new Set(parts.flatMap((file) => [...areasIn(path.join(folder, file))]));
      return [place === '.' ? '/' : `/${place}`, [...all].sort()];
    }),
  );
}

/** The folders that a folder lies in, itself included. */
const parentsOf = (place: string): string[] =>
  place.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(importPattern)]
    .map(([, target]) =>
      target!.startsWith('#lib/')
        ? path.join(source, 'lib', target!.slice('#lib/'.length))
        : path.resolve(path.dirname(file), target!),
    )
    .filter((target) => /\.(?:svelte|ts)$/.test(target) && existsSync(target))
    .filter((target) => !/\/(?:generated|server)\b|\$types/.test(target));
}

/** What may be an area in a file that speaks: `t.NAME`, `texts.NAME`, or a name taken out of the texts. */
function namedIn(text: string): string[] {
  const called = [...text.matchAll(/\b(?:t|texts|useTexts\(\))\s*\.(\w+)/g)].map(([, name]) => name!);
  const taken = [...text.matchAll(/\}(?: = (?:useTexts\(\)|(?:texts|t)\b)|: Texts\b)/g)].map(({ index }) =>
    text.slice(text.lastIndexOf('{', index) + 1, index),
  );
  return [...called, ...taken.flatMap((names) => names.split(/\W+/))];
}
