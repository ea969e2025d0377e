import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Client } from './student.ts';
import { Refused } from './student.ts';

/** What the database says of a person who asked for their data or was erased. */
export type LeavingEvidence = {
  archive: string | null;
  collected: number;
  /** The archive's length is that of its chunks. */
  whole: boolean;
  erasure: string | null;
  name: string;
  email: string | null;
  /** Of the mails that say goodbye: how they ended, and whom they name still. */
  farewells: string[];
};

const statement = `
  select a.status as archive,
    (select count(*)::int from process_events e where e.workflow_id = 'export-person:' || a.id and e.event = 'collected') as collected,
    coalesce(a.size_bytes = (select sum(octet_length(content)) from personal_archive_chunks c where c.archive_id = a.id), false) as whole,
    e.status as erasure, u.name, u.email,
    array(select m.status || ' to ' || m.recipient from mails m where m.template = 'erasure_done' and m.id = e.farewell_mail_id) as farewells
  from users u left join personal_archives a on a.user_id = u.id left join erasures e on e.user_id = u.id where u.id = $1`;

/** @returns undefined while the database is down */
export async function readLeaving(ownerUrl: string, userId: string): Promise<LeavingEvidence | undefined> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<LeavingEvidence>(statement, [userId])).rows[0];
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Asks for an archive once, however often it takes. */
export async function askForArchive(client: Client): Promise<void> {
  await client.call('POST', '/api/users/privacy/exports', {}, { 'idempotency-key': randomUUID() });
}

/** Erases a person; an answer that got lost shows at the next try, when they are gone. */
export async function erase(superadmin: Client, userId: string): Promise<void> {
  try {
    await superadmin.call('DELETE', `/api/users/${userId}`, { reason: 'They asked for it.' });
  } catch (error) {
    if (!(error instanceof Refused && error.status === 404)) throw error;
  }
}
