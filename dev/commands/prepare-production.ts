import process from 'node:process';
import { readTemporalSettings } from '#temporal/connection-settings.ts';
import { registerSearchAttributes } from '#temporal/server/search-attributes.ts';
import { migrate } from '../database/migrate.ts';
import { explainFailure } from './explain-failure.ts';
import { refuseWeakPasswords } from './refuse-weak-passwords.ts';

/** What a deployment runs once before the new processes start: migrations, and Temporal's search attributes. Harmless to repeat. */
try {
  const { DATABASE_OWNER_URL: ownerUrl, TEMPORAL_ADDRESS: address } = process.env;
  if (!ownerUrl || !address) throw new Error('Set DATABASE_OWNER_URL and TEMPORAL_ADDRESS.');
  refuseWeakPasswords(process.env);
  const names = await migrate(ownerUrl);
  console.log(names.length === 0 ? 'The database is up to date.' : `Migrated: ${names.join(', ')}`);
  const added = await registerSearchAttributes(readTemporalSettings(process.env));
  console.log(
    added.length === 0
      ? 'Temporal knows every search attribute.'
      : `Registered search attributes: ${added.join(', ')}`,
  );
} catch (error) {
  explainFailure(error);
}
