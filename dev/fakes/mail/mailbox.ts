import { randomUUID } from 'node:crypto';
import { appendFile, chmod, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import PostalMime from 'postal-mime';

export type CaughtMail = {
  id: string;
  received_at: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string | null;
  message_id: string | null;
  headers: Record<string, string>;
};

export type LedgerEntry = {
  at: string;
  what: 'accepted' | 'refused' | 'dropped';
  from: string;
  to: string[];
  subject?: string;
  message_id?: string | null;
};

export type Mailbox = {
  /** Stores a raw message durably before it resolves. */
  keep(raw: Buffer, envelope: { from: string; to: string[] }): Promise<CaughtMail>;
  /** Newest first; with an address only what was sent to it. */
  list(to?: string): CaughtMail[];
  find(id: string): CaughtMail | undefined;
  record(entry: Omit<LedgerEntry, 'at'>): Promise<void>;
  ledger(): LedgerEntry[];
  clear(): Promise<void>;
};

const maxKept = 1_000;

/** Mails hold links that sign somebody in: no other user of the machine reads them. */
const ownerOnly = { folder: 0o700, file: 0o600 };

/**
 * The caught mails of a folder; they outlive a restart. The oldest go when there are more than a thousand.
 * The folder becomes its owner's alone, also one that was open to others.
 */
export async function openMailbox(folder: string): Promise<Mailbox> {
  const messages = path.join(folder, 'messages');
  const ledgerFile = path.join(folder, 'ledger.jsonl');
  await mkdir(messages, { recursive: true, mode: ownerOnly.folder });
  await chmod(folder, ownerOnly.folder);
  const mails = await readMails(messages);
  const ledger = await readLedger(ledgerFile);
  return {
    async keep(raw, envelope) {
      const parsed = await PostalMime.parse(raw);
      const mail: CaughtMail = {
        id: randomUUID(),
        received_at: new Date().toISOString(),
        from: parsed.from?.address ?? envelope.from,
        to: envelope.to,
        subject: parsed.subject ?? '',
        text: parsed.text ?? '',
        html: parsed.html ?? null,
        message_id: parsed.messageId ?? null,
        headers: Object.fromEntries(parsed.headers.map(({ key, value }) => [key, value])),
      };
      const file = path.join(messages, `${mail.received_at.replaceAll(':', '-')}_${mail.id}.json`);
      await writeFile(`${file}.new`, JSON.stringify(mail), { mode: ownerOnly.file });
      await rename(`${file}.new`, file);
      mails.push({ file, mail });
      while (mails.length > maxKept) await rm(mails.shift()!.file, { force: true });
      return mail;
    },
    list: (to) =>
      mails
        .map(({ mail }) => mail)
        .filter(
          (mail) => to === undefined || mail.to.some((address) => address.toLowerCase() === to.toLowerCase()),
        )
        .reverse(),
    find: (id) => mails.find(({ mail }) => mail.id === id)?.mail,
    async record(entry) {
      const complete = { at: new Date().toISOString(), ...entry };
      ledger.push(complete);
      await appendFile(ledgerFile, `${JSON.stringify(complete)}\n`, { mode: ownerOnly.file });
    },
    ledger: () => ledger,
    async clear() {
      for (const { file } of mails.splice(0)) await rm(file, { force: true });
    },
  };
}

async function readMails(folder: string): Promise<{ file: string; mail: CaughtMail }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => ({
      file: path.join(folder, name),
      mail: JSON.parse(await readFile(path.join(folder, name), 'utf8')) as CaughtMail,
    })),
  );
}

async function readLedger(file: string): Promise<LedgerEntry[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // The last line may be half a line when the catcher was killed while writing it.
  return text.split('\n').flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as LedgerEntry] : []));
}
