import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
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
  /** Of the process that erases, or waits to. */
  process: string | null;
  /** How often it was taken back. */
  takenBack: number;
  /** What its workflow was not told yet. */
  untold: number;
  name: string;
  email: string | null;
  /** Of the mails that say goodbye: how they ended, and whom they name still. */
  farewells: string[];
};

const statement = `
  select a.status as archive,
    (select count(*)::int from process_events e where e.workflow_id = 'export-person:' || a.id and e.event = 'collected') as collected,
    coalesce(a.size_bytes = (select sum(octet_length(content)) from personal_archive_chunks c where c.archive_id = a.id), false) as whole,
    e.status as erasure, p.state || case when p.finished_at is null then ' unfinished' else '' end as process, u.name, u.email,
    (select count(*)::int from process_events t where t.workflow_id = p.workflow_id and t.event = 'taken_back') as "takenBack",
    (select count(*)::int from outbox o where o.workflow_id = p.workflow_id and o.status in ('pending', 'dead')) as untold,
    array(select m.status || ' to ' || m.recipient from mails m where m.template = 'erasure_done' and m.id = e.farewell_mail_id) as farewells
  from users u left join personal_archives a on a.user_id = u.id left join erasures e on e.user_id = u.id left join processes p on p.workflow_id = 'erase-person:' || e.id where u.id = $1`;

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

/** Asks for one's own erasure, which waits 14 days, and takes it back after `thinkingMs`. */
export async function thinkBetter(client: Client, password: string, thinkingMs: number): Promise<void> {
  const { erasure } = await client.call<{ erasure: { id: string } }>(
    'POST',
    '/api/users/privacy/erasures',
    { password },
    { 'idempotency-key': randomUUID() },
  );
  await pause(thinkingMs);
  await client.call('POST', `/api/users/privacy/erasures/${erasure.id}/take-back`, {});
}
