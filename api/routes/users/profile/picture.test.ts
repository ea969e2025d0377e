import { Transformer } from '@napi-rs/image';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { saveUserPicture } from '#models/people/user-picture.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import { carryOutErasure } from '#api/testing/carry-out-erasure.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { bomb, exifOf, halves, latitude, withSegment } from '#api/testing/pictures.ts';

let api: TestApp;
beforeAll(async () => void (api = await createTestApp()));
afterAll(() => api.close());

const ask = (method: 'GET' | 'PUT' | 'DELETE', url: string, person: TestPerson, payload?: object) =>
  api.app.inject({ method, url, headers: person.authorization, ...(payload && { payload }) });
const save = (person: TestPerson, content: Buffer) =>
  ask('PUT', '/api/users/profile/picture', person, { picture: content.toString('base64') });
const urlOf = async (person: TestPerson) =>
  dataOf<{ picture_url: string | null }>(await ask('GET', '/api/users/profile', person)).picture_url;

const broken = 'cannot be read: it is broken or incomplete';
const refusal = async (person: TestPerson, content: Buffer) => {
  const answer = await save(person, content);
  return [answer.statusCode, answer.json().error.code, answer.json().error.details.picture?.[0]];
};
/** As large as we like and still a picture: decoders stop where it ends. */
const padded = (picture: Buffer, bytes: number) =>
  Buffer.concat([picture, Buffer.alloc(bytes - picture.length, 1)]);

test('ACC-9: a picture is kept small and square, served so that a browser runs nothing of it, and removed', async () => {
  const person = await api.person('student');
  expect(await urlOf(person)).toBeNull();
  expect((await save(person, padded(await halves(1600, 900).jpeg(90), 4 * 1024 * 1024))).statusCode).toBe(
    200,
  );
  const url = (await urlOf(person))!;
  const answer = await ask('GET', url, person);
  expect(await new Transformer(answer.rawPayload).metadata()).toMatchObject({
    format: 'webp',
    width: 256,
    height: 256,
  });
  expect(answer.rawPayload.length).toBeLessThan(20_000);
  expect(answer.headers).toMatchObject({
    'content-type': 'image/webp',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=31536000, immutable',
  });

  expect((await save(person, await halves(60, 80).png())).statusCode).toBe(200);
  expect(await urlOf(person)).not.toBe(url);
  expect((await ask('GET', url, person)).statusCode).toBe(404);
  expect((await save(person, await halves(300, 200).webp(80))).statusCode).toBe(200);
  expect((await ask('DELETE', '/api/users/profile/picture', person)).statusCode).toBe(200);
  expect(await urlOf(person)).toBeNull();
  expect(await api.owner('user_pictures').where({ user_id: person.id })).toEqual([]);
});

test('ACC-9: nothing that a camera noted is left in what is kept: neither place nor device', async () => {
  const person = await api.person('student');
  const traces = [latitude, Buffer.from('Tell-tale Camera 7'), Buffer.from('Exif'), Buffer.from('xap/1.0')];
  const xmp = Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Tell-tale Camera 7</x:xmpmeta>');
  const photograph = withSegment(
    withSegment(await halves(400, 300).jpeg(90), 0xe1, xmp),
    0xe1,
    exifOf({ orientation: 6 }),
  );
  expect(traces.map((trace) => photograph.includes(trace))).toEqual([true, true, true, true]);
  expect((await save(person, photograph)).statusCode).toBe(200);
  const kept = (await ask('GET', (await urlOf(person))!, person)).rawPayload;
  expect(traces.map((trace) => kept.includes(trace))).toEqual([false, false, false, false]);
  // One chunk, and that is the picture.
  expect([kept.subarray(12, 16).toString(), kept.readUInt32LE(16)]).toEqual(['VP8 ', kept.length - 20]);
  // It is upright all the same: what was its left is its top, from corner to corner.
  const { width } = await new Transformer(kept).metadata();
  const corner = (await new Transformer(kept).rawPixels()).subarray((width - 1) * 3);
  expect(corner[0]).toBeGreaterThan(corner[2]!);
});

test('ACC-9: a picture that was kept as it came, before pictures were made anew, is still served', async () => {
  const person = await api.person('student');
  const content = await halves(500, 300).png();
  await inOrganisation(api.app.database, api.demo.id, (trx) =>
    saveUserPicture(trx, person.id, { media_type: 'image/png', content }),
  );
  const answer = await ask('GET', (await urlOf(person))!, person);
  expect([answer.headers['content-type'], answer.rawPayload.equals(content)]).toEqual(['image/png', true]);
});

test('ACC-9: what is no PNG, JPEG or WebP of at most 4 MB is refused on its field', async () => {
  const person = await api.person('student');
  const picture = await halves(60, 60).jpeg(90);
  expect(await refusal(person, padded(picture, 4 * 1024 * 1024 + 1))).toEqual([
    413,
    'PAYLOAD_TOO_LARGE',
    'has more than 4 MB',
  ]);
  expect(await refusal(person, padded(picture, 5 * 1024 * 1024))).toEqual([
    413,
    'PAYLOAD_TOO_LARGE',
    undefined,
  ]);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  expect(await refusal(person, svg)).toEqual([400, 'VALIDATION_ERROR', 'is not a PNG, JPEG or WebP picture']);
  expect(
    (await ask('PUT', '/api/users/profile/picture', person, { picture: 'https://example.com/me.png' }))
      .statusCode,
  ).toBe(400);
  // A picture elsewhere cannot be named any more: pages fetch nothing from other hosts.
  await ask('PUT', '/api/users/profile', person, { picture_url: 'https://example.com/me.png' });
  expect(await urlOf(person)).toBeNull();
});

test('ACC-9: a small file that would unpack to a huge picture is refused before it is unpacked', async () => {
  const person = await api.person('student');
  const content = bomb(20_000, 20_000);
  expect(content.length).toBeLessThan(60_000);
  const before = process.memoryUsage().rss;
  const reason = 'has 20000 × 20000 pixels, and the limit is 25 million: make it smaller';
  expect(await refusal(person, content)).toEqual([400, 'VALIDATION_ERROR', reason]);
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  // The first frame is a small one's, the second the picture's own.
  const frame = Buffer.from([8, 0, 10, 0, 10, 1, 1, 0x11, 0]);
  expect(await refusal(person, withSegment(await halves(400, 300).jpeg(90), 0xc0, frame))).toEqual([
    400,
    'VALIDATION_ERROR',
    broken,
  ]);
});

test('ACC-9: a broken picture is the sender’s to mend, never our fault', async () => {
  const person = await api.person('student');
  const pictures = await Promise.all([
    halves(80, 60).jpeg(90),
    halves(80, 60).png(),
    halves(80, 60).webp(80),
    halves(80, 60).webpLossless(),
  ]);
  for (const picture of pictures) {
    expect(await refusal(person, picture.subarray(0, 20))).toEqual([400, 'VALIDATION_ERROR', broken]);
    for (let at = 0; at < 40; at++) {
      const changed = Buffer.from(picture);
      const place = 12 + ((at * 7) % (picture.length - 14));
      changed.fill(at % 2 === 0 ? 0xff : 0, place, place + 2);
      expect([200, 400]).toContain((await save(person, changed)).statusCode);
    }
  }
});

test('ACC-8: an erased person leaves no picture behind', async () => {
  const [person, superadmin] = [await api.person('student'), await api.person('superadmin')];
  await save(person, await halves(64, 64).png());
  expect(
    (
      await api.app.inject({
        method: 'DELETE',
        url: `/api/users/${person.id}`,
        headers: superadmin.authorization,
        payload: { reason: 'asked' },
      })
    ).statusCode,
  ).toBe(200);
  await carryOutErasure(api, person.id);
  expect(await api.owner('user_pictures').where({ user_id: person.id })).toEqual([]);
  expect(await api.owner('users').where({ id: person.id }).pluck('picture_hash')).toEqual([null]);
});
