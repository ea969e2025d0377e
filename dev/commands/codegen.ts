import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { describeApi, generateClient } from '#api/openapi.ts';
import { root } from '../platform/settings.ts';
import { describeLanguages } from './describe-languages.ts';
import { describeTextsIn } from './describe-texts.ts';
import { explainFailure } from './explain-failure.ts';

const document = path.join(root, 'api/openapi.json');
const client = path.join(root, 'web/src/lib/api/generated');
const languages = path.join(root, 'web/src/lib/languages/generated.ts');
const texts = path.join(root, 'web/src/lib/texts/generated.ts');

try {
  if (process.argv.includes('--check')) await checkFresh();
  else await write();
} catch (error) {
  explainFailure(error);
}

async function write(): Promise<void> {
  await writeFile(document, await describeApi());
  await generateClient(document, client);
  await writeFile(languages, await describeLanguages(languages));
  await writeFile(texts, await describeTextsIn(texts));
  console.log('Wrote api/openapi.json and the generated parts of web/src/lib: api, languages and texts.');
}

async function checkFresh(): Promise<void> {
  if ((await readFile(document, 'utf8')) !== (await describeApi()))
    throw new Error('api/openapi.json is not what the routes say. Run: npm run codegen');
  if ((await readFile(languages, 'utf8')) !== (await describeLanguages(languages)))
    throw new Error(
      'web/src/lib/languages/generated.ts is not what domain/languages says. Run: npm run codegen',
    );
  if ((await readFile(texts, 'utf8')) !== (await describeTextsIn(texts)))
    throw new Error('web/src/lib/texts/generated.ts is not what web/messages says. Run: npm run codegen');
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-client-'));
  try {
    await generateClient(document, folder);
    if ((await contentOf(folder)) !== (await contentOf(client)))
      throw new Error('web/src/lib/api/generated is not what api/openapi.json says. Run: npm run codegen');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log('api/openapi.json, the site’s client, its languages and its texts are fresh.');
}

async function contentOf(folder: string): Promise<string> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return (
    await Promise.all(
      files.map(async (file) => `${path.relative(folder, file)}\n${await readFile(file, 'utf8')}`),
    )
  ).join('\n');
}
