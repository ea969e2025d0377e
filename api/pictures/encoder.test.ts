import { Transformer } from '@napi-rs/image';
import { expect, test } from 'vitest';
import type { Orientation } from '#domain/people/exif-orientation.ts';
import { createPictureEncoder } from './encoder.ts';
import { halves } from '../testing/pictures.ts';

const encode = createPictureEncoder({ atOnce: 1, queueLength: 5 });
const upload = async (width: number, height: number, orientation: Orientation = 1) => ({
  content: await halves(width, height).jpeg(90),
  width,
  height,
  orientation,
});

/** Which of the two colours a place has; x and y from 0 to 1. */
async function colourAt(content: Buffer, x: number, y: number): Promise<'red' | 'blue'> {
  const { width, height } = await new Transformer(content).metadata();
  const raw = await new Transformer(content).rawPixels();
  const at =
    (Math.floor(y * (height - 1)) * width + Math.floor(x * (width - 1))) * (raw.length / width / height);
  return raw[at]! > raw[at + 2]! ? 'red' : 'blue';
}

test('ACC-9: what is kept is a square WebP of at most 256 pixels, and never larger than what was sent', async () => {
  for (const [width, height, side] of [
    [1200, 500, 256],
    [300, 4000, 256],
    [40, 30, 30],
    [1, 1, 1],
  ] as const) {
    const { content, media_type } = await encode(await upload(width, height));
    expect([media_type, await new Transformer(content).metadata()]).toMatchObject([
      'image/webp',
      { format: 'webp', width: side, height: side },
    ]);
    expect(content.length).toBeLessThan(20_000);
  }
});

test('ACC-9: it is the middle that is kept', async () => {
  const { content } = await encode(await upload(1200, 500));
  expect(await Promise.all([colourAt(content, 0.45, 0.5), colourAt(content, 0.55, 0.5)])).toEqual([
    'red',
    'blue',
  ]);
});

test('ACC-9: a picture stands upright, however the camera was held', async () => {
  const redAt: Record<Orientation, [number, number]> = {
    1: [0, 0.5],
    2: [1, 0.5],
    3: [1, 0.5],
    4: [0, 0.5],
    5: [0.5, 0],
    6: [0.5, 0],
    7: [0.5, 1],
    8: [0.5, 1],
  };
  for (const [orientation, [x, y]] of Object.entries(redAt)) {
    const { content } = await encode(await upload(400, 300, Number(orientation) as Orientation));
    expect([orientation, await colourAt(content, x, y), await colourAt(content, 1 - x, 1 - y)]).toEqual([
      orientation,
      'red',
      'blue',
    ]);
  }
});

test('ACC-9: while a large photograph is decoded, other requests are answered', async () => {
  const photograph = await upload(5000, 4000);
  let done = false;
  const encoded = encode(photograph).finally(() => (done = true));
  let turns = 0;
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    turns += 1;
  }
  await encoded;
  expect(turns).toBeGreaterThan(100);
});

test('what cannot be decoded is the sender’s fault, told on the field', async () => {
  const broken = { ...(await upload(400, 300)), content: Buffer.from([0xff, 0xd8, 0xff, 0xda, 1, 2, 3]) };
  await expect(encode(broken)).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { picture: ['cannot be read: it is broken or incomplete'] },
  });
});
