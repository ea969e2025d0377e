import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

const names = [
  'POSTGRES_PASSWORD',
  'DATABASE_APPLICATION_PASSWORD',
  'DATABASE_RELAY_PASSWORD',
  'DATABASE_GRADER_PASSWORD',
  'JWT_SECRET',
  'FORWARD_SECRET',
  'MAIL_KEY',
  'METRICS_TOKEN',
] as const;

export type Secrets = Record<(typeof names)[number], string>;

/**
 * The secrets of this data folder: made once, kept readable for this user only. The environment overrides each.
 * A secret that a newer version needs is added to an older file.
 */
export async function readSecrets(data: string): Promise<Secrets> {
  const file = path.join(data, 'secrets.json');
  await mkdir(data, { recursive: true, mode: 0o755 });
  const kept = await readFile(file, 'utf8').then(
    (text): Partial<Secrets> => JSON.parse(text) as Partial<Secrets>,
    (error: NodeJS.ErrnoException): Partial<Secrets> => {
      if (error.code === 'ENOENT') return {};
      throw error;
    },
  );
  const secrets = Object.fromEntries(
    names.map((name) => [name, kept[name] ?? randomBytes(32).toString('hex')]),
  ) as Secrets;
  if (names.some((name) => kept[name] === undefined)) {
    await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  return Object.fromEntries(names.map((name) => [name, process.env[name] || secrets[name]])) as Secrets;
}
