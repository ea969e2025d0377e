import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { expect, onTestFinished, test } from 'vitest';
import { createFaults } from '../faults.ts';
import { createInbox } from './inbox.ts';
import { openMailbox } from './mailbox.ts';
import { createSmtpServer } from './smtp.ts';

async function startCatcher(folder: string) {
  const faults = createFaults();
  const mailbox = await openMailbox(folder);
  const smtp = createSmtpServer(mailbox, faults);
  smtp.on('error', () => undefined);
  const inbox = createInbox(mailbox, faults);
  await Promise.all([
    new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => inbox.listen(0, '127.0.0.1', resolve)),
  ]);
  const close = () =>
    Promise.all([
      new Promise<void>((resolve) => smtp.close(resolve)),
      new Promise((resolve) => inbox.close(resolve)),
    ]);
  const transport = createTransport({
    host: '127.0.0.1',
    port: (smtp.server.address() as AddressInfo).port,
    ignoreTLS: true,
  });
  return { transport, url: `http://127.0.0.1:${(inbox.address() as AddressInfo).port}`, close };
}

async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'waymark-mail-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const hello = {
  from: 'Waymark <hello@waymark.example>',
  to: 'student@example.com',
  subject: 'Welcome',
  text: 'Open http://localhost:3000/x',
  html: '<p>Welcome</p><script>alert(1)</script>',
};

async function messages(url: string, to: string) {
  const response = await fetch(`${url}/api/messages?to=${encodeURIComponent(to)}`);
  return ((await response.json()) as { messages: { subject: string; text: string; id: string }[] }).messages;
}

test('a mail that was sent is in the inbox of who it was sent to, and still there after a restart', async () => {
  const folder = await temporaryFolder();
  const first = await startCatcher(folder);
  await first.transport.sendMail(hello);
  expect(await messages(first.url, 'Student@example.com')).toMatchObject([
    { subject: 'Welcome', text: expect.stringContaining('http://localhost:3000/x') },
  ]);
  expect(await messages(first.url, 'other@example.com')).toEqual([]);
  await first.close();

  const second = await startCatcher(folder);
  const [mail] = await messages(second.url, 'student@example.com');
  expect(mail?.subject).toBe('Welcome');
  const page = await (await fetch(second.url)).text();
  expect(page).toContain('sandbox="allow-popups');
  expect(page).not.toContain('<script');
  const frame = await fetch(`${second.url}/message?id=${mail?.id}`);
  expect(frame.headers.get('content-security-policy')).toContain("default-src 'none'");
  await second.close();
});

test('caught mails are readable for their owner only, also in a folder that was open to others', async () => {
  const folder = await temporaryFolder();
  await chmod(folder, 0o755);
  const catcher = await startCatcher(folder);
  await catcher.transport.sendMail(hello);
  await catcher.close();
  const entries = ['.', ...(await readdir(folder, { recursive: true }))];
  expect(entries).toHaveLength(4);
  for (const entry of entries) {
    const found = await stat(path.join(folder, entry));
    expect((found.mode & 0o777).toString(8), entry).toBe(found.isDirectory() ? '700' : '600');
  }
});

test('a mail is refused when told to, once, and the ledger tells both tries', async () => {
  const catcher = await startCatcher(await temporaryFolder());
  const plan = (body: unknown) =>
    fetch(`${catcher.url}/_fake/faults`, { method: 'POST', body: JSON.stringify(body) });
  expect((await plan({ kind: 'explode' })).status).toBe(400);
  await plan({ kind: 'error', code: 451, times: 1 });
  await expect(catcher.transport.sendMail(hello)).rejects.toMatchObject({ responseCode: 451 });
  await catcher.transport.sendMail(hello);
  const { entries } = (await (await fetch(`${catcher.url}/_fake/ledger`)).json()) as {
    entries: { what: string }[];
  };
  expect(entries.map(({ what }) => what)).toEqual(['refused', 'accepted']);
  await catcher.close();
});
