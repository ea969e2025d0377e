import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Transformer } from '@napi-rs/image';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/** How far a pixel's colour may be off before it counts, from 0 to 1: five of 255 steps of grey, less than lies between a page and a card on it. */
const colourTolerance = 0.02;
/** So many pixels may count: a glyph that another processor rounds otherwise, never a line that moved. */
export const pixelTolerance = 40;

const folder = import.meta.dirname;
const isUpdating = process.env['UPDATE_SCREENSHOTS'] === '1';

/** Which browser drew what is kept here: another draws letters and controls a little otherwise. */
const browserFile = path.join(folder, 'browser.json');

/**
 * Why the kept pictures say nothing about this browser; null when they do. With `UPDATE_SCREENSHOTS=1` they are of it from now on.
 * @param version as the browser says it
 */
export async function otherBrowser(version: string): Promise<string | null> {
  if (isUpdating) await writeFile(browserFile, `${JSON.stringify({ chromium: version })}\n`);
  const { chromium } = JSON.parse(await readFile(browserFile, 'utf8')) as { chromium: string };
  if (chromium === version) return null;
  return `The pictures in e2e/site/screenshots were drawn by Chromium ${chromium}, and this is ${version}: nothing was compared. UPDATE_SCREENSHOTS=1 draws them anew; look at each before you keep it.`;
}

/**
 * Compares a picture with the kept one of that name. With `UPDATE_SCREENSHOTS=1` it is kept instead.
 * @returns what differs, and where a picture of the difference lies; null when nothing does
 */
export async function differenceFrom(name: string, picture: Buffer): Promise<string | null> {
  const kept = path.join(folder, `${name}.webp`);
  if (isUpdating) {
    // Nothing is lost, and it is a third as large as a PNG.
    await writeFile(kept, await new Transformer(picture).webpLossless());
    return null;
  }
  if (!existsSync(kept)) return `There is no ${name}.webp yet: UPDATE_SCREENSHOTS=1 draws it.`;
  const before = PNG.sync.read(await new Transformer(await readFile(kept)).png());
  const now = PNG.sync.read(picture);
  if (before.width !== now.width || before.height !== now.height)
    return `${name} has ${now.width} × ${now.height} pixels and had ${before.width} × ${before.height}: ${await keep(name, picture)}`;
  const marked = new PNG({ width: now.width, height: now.height });
  const count = pixelmatch(before.data, now.data, marked.data, now.width, now.height, {
    threshold: colourTolerance,
  });
  if (count <= pixelTolerance) return null;
  return `${name} differs in ${count} pixels of ${now.width * now.height}: ${await keep(name, PNG.sync.write(marked))}`;
}

async function keep(name: string, picture: Buffer): Promise<string> {
  const to = await mkdtemp(path.join(tmpdir(), 'waymark-screenshots-'));
  const file = path.join(to, `${name}.png`);
  await writeFile(file, picture);
  return file;
}
