import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Client } from './student.ts';

/** What the database says of the telling of one comment. */
export type NoticeEvidence = {
  notifications: number;
  /** Of them: whether they are in the panel, and how their process stands. */
  shown: boolean;
  state: string;
  mails: string[];
};

const statement = `
  select count(*)::int as notifications, bool_and(n.visible_at is not null) as shown, max(p.state) as state,
    array(select m.status from mails m where m.template = 'submission_commented' and m.parameters ->> 'excerpt' = $1) as mails
  from notifications n join processes p on p.row_id = n.id where n.parameters ->> 'excerpt' = $1`;

/** @returns undefined while the database is down */
export async function readNotice(ownerUrl: string, words: string): Promise<NoticeEvidence | undefined> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<NoticeEvidence>(statement, [words])).rows[0];
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Comments on a submission once, however often it takes. */
export async function comment(author: Client, submissionId: string, words: string): Promise<void> {
  await author.call(
    'POST',
    `/api/grading/submissions/${submissionId}/comments`,
    { body: words },
    { 'idempotency-key': randomUUID() },
  );
}

/** The different Message-IDs under which a mail with these words lies in the inbox: one that was handed over twice has one. */
export async function messageIdsOf(mailUrl: string, recipient: string, words: string): Promise<string[]> {
  const response = await fetch(`${mailUrl}/api/messages?to=${encodeURIComponent(recipient)}`);
  const { messages } = (await response.json()) as { messages: { text: string; message_id: string }[] };
  return [...new Set(messages.filter(({ text }) => text.includes(words)).map((one) => one.message_id))];
}
