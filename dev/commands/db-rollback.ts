import process from 'node:process';
import { migrate } from '../database/migrate.ts';
import { explainFailure } from './explain-failure.ts';

try {
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  if (!ownerUrl) throw new Error('Set DATABASE_OWNER_URL to the database to roll back.');
  const names = await migrate(ownerUrl, process.argv.includes('--all') ? 'rollback-all' : 'rollback');
  console.log(
    names.length === 0 ? 'There is no migration to take back.' : `Rolled back: ${names.join(', ')}`,
  );
} catch (error) {
  explainFailure(error);
}
