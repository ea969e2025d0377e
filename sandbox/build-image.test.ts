import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { baseImageName, ensureBaseImage, imageExists } from './base-image.ts';
import { findOrBuild } from './build-image.ts';
import { labelKey } from './container-options.ts';
import { docker, freshLabel } from './testing.ts';

/** Every image of the test counts as an earlier process's. */
const laterStart = (): number => Date.now() + 60_000;

let title: string;
let folder: string;

beforeEach(async () => {
  title = `test-${randomBytes(4).toString('hex')}`;
  folder = await mkdtemp(join(tmpdir(), 'waymark-image-'));
  await ensureBaseImage(docker);
  return async () => {
    await rm(folder, { recursive: true });
    const images = await docker.listImages({ filters: { reference: [`waymark-sandbox-${title}*`] } });
    for (const name of images.flatMap(({ RepoTags }) => RepoTags ?? []))
      await docker.getImage(name).remove({ force: true });
  };
});

async function build(note: string, options: { title?: string; processStart?: number } = {}): Promise<string> {
  const context = { Dockerfile: join(folder, 'Dockerfile'), note: join(folder, 'note') };
  await writeFile(context.Dockerfile, 'ARG BASE\nFROM ${BASE}\nCOPY note /note\n');
  await writeFile(context.note, `${title} ${note}`);
  return findOrBuild(docker, { title, context, base: baseImageName, ...options }, () => undefined);
}

test('a build takes the place of what an earlier process of this installation built', async () => {
  const [first, second] = [await build('1'), await build('2')];
  expect(first).not.toBe(second);
  const third = await build('3', { processStart: laterStart() });
  expect([
    await imageExists(docker, first),
    await imageExists(docker, second),
    await imageExists(docker, third),
  ]).toEqual([false, false, true]);
});

test('what was built since this process started stays', async () => {
  const first = await build('1');
  await build('2');
  expect(await imageExists(docker, first)).toBe(true);
});

test('what is found built already removes nothing', async () => {
  const [first, second] = [await build('1'), await build('2')];
  expect(await build('2', { processStart: laterStart() })).toBe(second);
  expect(await imageExists(docker, first)).toBe(true);
});

test('an image that a container uses stays, also one that does not run', async () => {
  const first = await build('1');
  const container = await docker.createContainer({
    Image: first,
    Cmd: ['true'],
    Labels: { [labelKey]: freshLabel('image') },
    NetworkDisabled: true,
  });
  try {
    await build('2', { processStart: laterStart() });
    expect(await imageExists(docker, first)).toBe(true);
  } finally {
    await container.remove();
  }
});

test('images of other names, and those that this installation did not build, stay', async () => {
  const otherName = await build('1', { title: `${title}-other` });
  const repo = `waymark-sandbox-${title}`;
  await docker.getImage(baseImageName).tag({ repo, tag: 'theirs' });
  await build('2', { processStart: laterStart() });
  expect([await imageExists(docker, otherName), await imageExists(docker, `${repo}:theirs`)]).toEqual([
    true,
    true,
  ]);
});
