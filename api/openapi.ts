import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import { buildApp } from './app.ts';
import { loadConfig } from './config.ts';

const root = path.resolve(import.meta.dirname, '..');
const committedFile = path.join(root, 'api/openapi.json');
const clientFolder = path.join(root, 'web/src/lib/api/generated');

/** The OpenAPI document of the routes as they are now; nothing is listened on or connected to. */
export async function describeApi(): Promise<string> {
  const unused = 'unused-while-describing-the-api-only';
  const app = await buildApp(
    loadConfig({
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      JWT_SECRET: unused,
      FORWARD_SECRET: unused,
      LOG_LEVEL: 'silent',
    }),
  );
  const document = app.swagger();
  await app.close();
  // By path, so that the file does not depend on which route is in which file.
  const paths = Object.fromEntries(Object.entries(document.paths ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ ...document, paths }, null, 2)}\n`;
}

/**
 * Generates the site's client from an OpenAPI file.
 * @param output the folder to write; emptied first
 */
export async function generateClient(input: string, output: string): Promise<void> {
  await createClient({
    input,
    output: { path: output, clean: true, module: { extension: '.ts' } },
    plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
    logs: { level: 'error' },
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writeFile(committedFile, await describeApi());
  await generateClient(committedFile, clientFolder);
  console.log(`Wrote ${path.relative(root, committedFile)} and ${path.relative(root, clientFolder)}/.`);
}
