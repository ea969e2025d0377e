import path from 'node:path';
import process from 'node:process';
import { readRunRecord } from '../platform/run-record.ts';
import { readSettings } from '../platform/settings.ts';
import { isAlive } from '../processes/identity.ts';

/**
 * Connection string of the owner's role for a command: DATABASE_OWNER_URL, else the platform that runs from this checkout.
 * @throws Error that says what to do when there is neither
 */
export function findOwnerUrl(): string {
  if (process.env.DATABASE_OWNER_URL) return process.env.DATABASE_OWNER_URL;
  const { data } = readSettings([]);
  const record = readRunRecord(data);
  if (record?.databaseOwnerUrl && isAlive(record.supervisor)) return record.databaseOwnerUrl;
  throw new Error(
    `Nothing runs from ${path.relative(process.cwd(), data) || data}. Start the platform with npm start, or set DATABASE_OWNER_URL.`,
  );
}
