import process from 'node:process';
import { migrate } from '../database/migrate.ts';
import { explainFailure } from './explain-failure.ts';

try {
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  if (!ownerUrl)
    throw new Error('Set DATABASE_OWNER_URL to the database to migrate. (npm start migrates its own.)');
  const names = await migrate(ownerUrl);
  console.log(names.length === 0 ? 'The database is up to date.' : `Migrated: ${names.join(', ')}`);
} catch (error) {
  explainFailure(error);
}
