import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { importContent } from '#content/import.ts';
import { openDatabase } from '#models/database/knex.ts';
import { findOwnerUrl } from '../database/owner-url.ts';
import { explainFailure } from './explain-failure.ts';

const usage =
  'Use: npm run import -- content DIR [--organisation SLUG] [--json]. DIR holds categories.yaml, courses/ and exercises/.';

/** Imports an organisation's courses and exercises from files. The checks of new solutions are left to the relay of the running platform, or of the next start. */
try {
  const { positionals, values } = parseArgs({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: { organisation: { type: 'string', default: 'demo' }, json: { type: 'boolean', default: false } },
  });
  const [kind, directory] = positionals;
  if (kind !== 'content' || !directory) throw new Error(usage);
  const database = openDatabase(findOwnerUrl(), { maximum: 2, applicationName: 'waymark-import' });
  try {
    const organisation = await database('organisations')
      .where({ slug: values.organisation })
      .first<{ id: string } | undefined>('id');
    if (!organisation) throw new Error(`There is no organisation "${values.organisation}".`);
    const { courses, exercises } = await importContent(database, organisation.id, path.resolve(directory));
    for (const { slug, changed, reason } of exercises) {
      const told = reason
        ? `stays a draft: ${reason}`
        : changed
          ? 'new version; its solution is being checked'
          : 'unchanged';
      console.log(
        values.json
          ? JSON.stringify({ slug, status: changed || reason ? 'draft' : 'unchanged', reason })
          : `${slug}: ${told}`,
      );
    }
    if (!values.json)
      for (const { slug, changed } of courses)
        console.log(`Course ${slug}: ${changed ? 'written' : 'unchanged'}`);
  } finally {
    await database.destroy();
  }
} catch (error) {
  explainFailure(error);
}
