import path from 'node:path';
import process from 'node:process';
import { readSecrets } from '../platform/secrets.ts';
import { readSettings } from '../platform/settings.ts';
import { relocale } from '../postgres/relocale.ts';
import { explainFailure } from './explain-failure.ts';

try {
  const { data } = readSettings([]);
  if (process.env.DATABASE_URL)
    throw new Error(
      'DATABASE_URL names a PostgreSQL of your own. docs/operations.md says under “Search in every script” what to do with it.',
    );
  const { POSTGRES_PASSWORD: password } = await readSecrets(data);
  const kept = await relocale({ folder: path.join(data, 'postgres'), password });
  console.log(
    kept === null
      ? 'This data knows the letters of every script already.'
      : `Done. The old data stays in ${kept}; remove it when everything works.`,
  );
} catch (error) {
  explainFailure(error);
}
