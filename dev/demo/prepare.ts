import path from 'node:path';
import { importContent } from '#content/import.ts';
import { openDatabase } from '#models/database/knex.ts';
import { seedAccounts } from './seed-accounts.ts';

const content = path.resolve(import.meta.dirname, '../../content');

/**
 * The quick part of the demo, to be run before the site is announced: organisations, accounts and content.
 * Harmless to repeat. Exercises are published by the grading process a little later.
 * @param urls connection strings of the owner's and the application's role
 */
export async function prepareDemo(urls: { ownerUrl: string; applicationUrl: string }): Promise<void> {
  const owner = openDatabase(urls.ownerUrl, { maximum: 2, applicationName: 'waymark-demo' });
  const application = openDatabase(urls.applicationUrl, { maximum: 2, applicationName: 'waymark-demo' });
  try {
    for (const { slug, id } of await seedAccounts(owner))
      await importContent(application, id, path.join(content, slug));
  } finally {
    await Promise.all([owner.destroy(), application.destroy()]);
  }
}
