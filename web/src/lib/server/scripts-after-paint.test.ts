import { expect, test } from 'vitest';
import { scriptsAfterPaint } from './scripts-after-paint.ts';

const start = 'import("../_app/immutable/entry/start.Ab_-9.js").then(async (kit) => {';

test('P1: a page’s scripts are fetched after its first paint, all at once', () => {
  const scripts = scriptsAfterPaint();
  scripts.keep('../_app/immutable/entry/start.Ab_-9.js');
  scripts.keep('../_app/immutable/chunks/a.js');
  expect(scripts.write(`<script>\n\t${start}`)).toBe(
    '<script>\n\tafterFirstPaint(["../_app/immutable/entry/start.Ab_-9.js","../_app/immutable/chunks/a.js"])' +
      '.then(() => import("../_app/immutable/entry/start.Ab_-9.js")).then(async (kit) => {',
  );
});

test('a start that is not known, and text that looks like one, stay as they are', () => {
  const scripts = scriptsAfterPaint();
  const known = `<script>\n\t${start}`;
  expect(scripts.write(`<code>\n\t${start}</code><script>\timport("/@fs/kit/entry.js").then(`)).not.toContain(
    'afterFirstPaint',
  );
  expect(scripts.write(`<code>\n\t${start}</code>${known}`)).toMatch(
    /^<code>\n\timport.*<script>\n\tafterFirst/s,
  );
});
