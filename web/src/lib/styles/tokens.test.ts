import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const sides = ['light', 'dark'] as const;
type Side = (typeof sides)[number];
type Colour = [number, number, number];

const channels = (hex: string): Colour =>
  [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as Colour;
const tokens = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

const colour = (name: string, side: Side): Colour => {
  const pair = tokens.get(name);
  if (!pair) throw new Error(`There is no token --${name}.`);
  return channels(pair[side]);
};

/** Relative luminance and contrast as WCAG 2.2 defines them: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
const luminance = (rgb: Colour): number => {
  const [red, green, blue] = rgb.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: Colour, other: Colour): number => {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
};

/** Matrices of https://bottosson.github.io/posts/oklab/, in which CSS mixes `in oklab`. */
const toOklab = (rgb: Colour): Colour => {
  const [r, g, b] = rgb.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as Colour;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};
const fromOklab = ([lightness, a, b]: Colour): Colour => {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((value) =>
    Math.min(1, Math.max(0, value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055)),
  ) as Colour;
};
const mixed = (one: Colour, share: number, other: Colour): Colour => {
  const [first, second] = [toOklab(one), toOklab(other)];
  return fromOklab(first.map((value, index) => value * share + (second[index] ?? 0) * (1 - share)) as Colour);
};

const tints = [
  ...css.matchAll(/--tint-([\w-]+):\s*color-mix\(in oklab, var\(--([\w-]+)\) (\d+)%, var\(--([\w-]+)\)\)/g),
].map(([, name = '', of = '', percent = '', on = '']) => ({ name, of, share: Number(percent) / 100, on }));

describe.each(sides)('colours, %s', (side) => {
  test('--here, which marks one place on a page, keeps 5:1 as text on it and on cards', () => {
    for (const ground of ['bg', 'surface'])
      expect(contrast(colour('here', side), colour(ground, side)), `on --${ground}`).toBeGreaterThanOrEqual(
        5,
      );
  });

  test.each(['text', 'muted', 'primary', 'ok', 'bad', 'warn'])(
    '--%s keeps 5:1 as text on every ground',
    (name) => {
      for (const ground of ['bg', 'surface', 'sunken'])
        expect(contrast(colour(name, side), colour(ground, side)), `on --${ground}`).toBeGreaterThanOrEqual(
          5,
        );
    },
  );

  test('words on the primary colour keep 5:1', () => {
    expect(contrast(colour('on-primary', side), colour('primary', side))).toBeGreaterThanOrEqual(5);
  });

  test('the borders of controls keep 3.1:1 on the grounds controls stand on', () => {
    for (const ground of ['bg', 'surface'])
      expect(contrast(colour('field', side), colour(ground, side)), `on --${ground}`).toBeGreaterThanOrEqual(
        3.1,
      );
  });

  test.each(tints)('text keeps 5:1 on the tint of --$name', ({ of, share, on }) => {
    const ground = mixed(colour(of, side), share, colour(on, side));
    for (const name of ['text', of])
      expect(contrast(colour(name, side), ground), `--${name}`).toBeGreaterThanOrEqual(5);
  });
});

test('there are tokens and tints to compute with', () => {
  expect(tokens.size).toBeGreaterThanOrEqual(12);
  expect(tints.length).toBeGreaterThanOrEqual(4);
});

test('what a style asks for is there: a name that nothing sets leaves no colour, and says nothing', () => {
  const source = new URL('../../', import.meta.url);
  const all = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:css|svelte|ts)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, source), 'utf8'))
    .join('\n');
  const set = new Set([...all.matchAll(/(--[\w-]+)['"]?\s*[:=\]]/g)].map(([, name]) => name));
  // What bits-ui measures it sets itself.
  const asked = [...all.matchAll(/var\((--(?!bits-)[\w-]+)\)/g)].map(([, name]) => name);
  expect(asked.length).toBeGreaterThan(100);
  expect([...new Set(asked)].filter((name) => !set.has(name))).toEqual([]);
});
