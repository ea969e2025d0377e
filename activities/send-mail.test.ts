import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import PostalMime from 'postal-mime';
import type { Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { readUnsubscription } from '#domain/notifications/unsubscribe-token.ts';
import { createAccount } from '#models/accounts/user.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import type { MailWish } from '#models/processes/send-mail.ts';
import { sealSecret } from '#temporal/sealed-secret.ts';
import { connectMailServer } from './clients/mail-server.ts';
import { shareLimit } from './clients/shared-limit.ts';
import type { CallLimit } from './clients/shared-limit.ts';
import { createMailActivities } from './send-mail.ts';
import { eachActivityTwice } from './testing/each-activity-twice.ts';
import { processRows } from './testing/process-rows.ts';

const mailKey = 'a key of the test’s own, long enough';
let database: TestDatabase;
let owner: Knex;
let application: Knex;
let organisationId: string;
let inbox: Email[];
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: ({ address }, _session, done) =>
    done(
      address.startsWith('nobody')
        ? Object.assign(new Error('No such mailbox'), { responseCode: 550 })
        : null,
    ),
  onData: (stream, _session, done) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on(
      'end',
      () => void PostalMime.parse(Buffer.concat(chunks)).then((mail) => (inbox.push(mail), done())),
    );
  },
});

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application] = [openDatabase(database.ownerUrl), openDatabase(database.applicationUrl)];
  const [row] = await owner('organisations').insert({ slug: 'demo', name: 'Demo' }).returning('id');
  organisationId = row.id;
  inbox = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
});

afterAll(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});

const smtpUrl = () => `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;

async function queue(
  wish: Pick<MailWish, 'template' | 'parameters'> & {
    recipient?: string;
    userId?: string;
    writtenBy?: string;
  },
): Promise<string> {
  const mail = { organisationId, userId: null, recipient: 'ada@example.com', ...wish } as MailWish;
  await inOrganisation(application, organisationId, (trx) => beginMail(trx, mail));
  const row = await owner('mails').orderBy('id', 'desc').first();
  return row.id;
}

const generous: CallLimit = { account: 'mail', perMinute: 10_000, atOnce: 1_000 };

const activitiesFor = (url: string | null, limit = generous) =>
  createMailActivities({
    database: application,
    server: connectMailServer(url, shareLimit(application, limit)),
    siteUrl: 'https://learn.example',
    from: 'Waymark <hello@learn.example>',
    mailKey,
  });

function send(mailId: string, url: string | null = smtpUrl(), limit = generous, attempt = 1) {
  const { deliverMail } = activitiesFor(url, limit);
  return new MockActivityEnvironment({ attempt }).run(deliverMail, { organisationId, mailId });
}
const row = (id: string) => owner('mails').where({ id }).first();
const process = (id: string) => owner('processes').where({ row_id: id }).first();

eachActivityTwice('send-mail', () => owner, {
  deliverMail: async () => {
    const mailId = await queue({ template: 'welcome', parameters: { name: 'Ada' } });
    const before = inbox.length;
    return {
      activities: activitiesFor(smtpUrl()),
      input: { organisationId, mailId },
      look: async () => [inbox.length - before, await processRows(owner, 'send-mail', mailId, ['mails'])],
    };
  },
});

test('ACC-1: the verification mail carries its link in text and HTML, and the database never holds the secret', async () => {
  const id = await queue({
    template: 'verify_email',
    parameters: { name: 'Ada', sealedToken: sealSecret('the-secret', mailKey) },
  });
  expect(JSON.stringify(await row(id))).not.toContain('the-secret');
  expect(await send(id)).toEqual({ status: 'sent' });
  const mail = inbox.at(-1)!;
  expect(mail).toMatchObject({
    subject: 'Confirm your e-mail address',
    messageId: `<${id}@learn.example>`,
    to: [{ address: 'ada@example.com' }],
  });
  for (const part of [mail.text, mail.html])
    expect(part).toContain('https://learn.example/en/verify-email/the-secret');
});

test('ACC-3: a changed password is told without a secret, with the way to undo it', async () => {
  await send(
    await queue({
      template: 'password_changed',
      parameters: { name: 'Ada', changedAt: '2026-11-21T11:42:00.000Z' },
    }),
  );
  const mail = inbox.at(-1)!;
  expect(mail.subject).toBe('Your password was changed');
  expect(mail.text).toContain('21 November 2026 at 11:42 (UTC)');
  expect(mail.text).toContain('https://learn.example/en/reset-password\n');
});

/** A member of the organisation, who reads a language somewhere. */
const member = (language: string, time_zone = 'UTC') =>
  inOrganisation(application, organisationId, (trx) =>
    createAccount(trx, {
      ...{ organisationId, email: null, name: 'Ada', passwordHash: null, role: 'student' },
      ...{ language, timeZone: time_zone },
    }),
  );

const inEachLanguage = {
  en: {
    subject: '“Sum of two” is due soon',
    text: `“Sum of two” is due soon

Hello Ada,

this exercise is due on 21 November 2026 at 12:42 (CET), and you have not solved it yet.

Open the exercise:
https://learn.example/exercises/sum

No more mails like this one:
https://learn.example/en/unsubscribe/TOKEN

--
Waymark`,
  },
  de: {
    subject: '„Sum of two“ ist bald fällig',
    text: `„Sum of two“ ist bald fällig

Hallo Ada,

diese Aufgabe ist am 21. November 2026 um 12:42 (MEZ) fällig, und du hast sie noch nicht gelöst.

Aufgabe öffnen:
https://learn.example/exercises/sum

Keine solchen E-Mails mehr:
https://learn.example/de/unsubscribe/TOKEN

--
Waymark`,
  },
  ar: {
    subject: 'اقترب موعد تسليم «\u2068Sum of two\u2069»',
    text: `اقترب موعد تسليم «\u2068Sum of two\u2069»

مرحبًا \u2068Ada\u2069،

موعد تسليم هذا التمرين هو 21 نوفمبر 2026 في 12:42 م (غرينتش+1)، ولم يُحَلّ بعد.

فتح التمرين:
https://learn.example/exercises/sum

إيقاف الرسائل من هذا النوع:
https://learn.example/ar/unsubscribe/TOKEN

--
Waymark`,
  },
};

test.for(Object.entries(inEachLanguage))(
  'OPS-7: a mail is written in the language and time zone of its reader: %s',
  async ([language, { subject, text }]) => {
    const userId = await member(language, 'Europe/Berlin');
    const dueAt = '2026-11-21T11:42:00.000Z';
    const parameters = { name: 'Ada', exerciseTitle: 'Sum of two', exerciseSlug: 'sum', dueAt };
    await send(await queue({ template: 'exercise_due', parameters, userId }));
    const mail = inbox.at(-1)!;
    expect(mail.subject).toBe(subject);
    expect(mail.text!.trim().replace(/(?<=\/unsubscribe\/)\S+/, 'TOKEN')).toBe(text);
    expect(mail.html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
    expect(mail.headers.find(({ key }) => key === 'content-language')?.value).toBe(language);
  },
);

test('OPS-7: whoever has no account reads the language of who invites them; a language without texts is told in English', async () => {
  const invitation = (writtenBy: string) =>
    queue({
      template: 'invitation',
      parameters: {
        organisationName: 'Demo',
        inviterName: 'Ada',
        role: 'trainer',
        sealedToken: sealSecret('s', mailKey),
      },
      writtenBy,
    });
  await send(await invitation(await member('de')));
  expect(inbox.at(-1)!.subject).toBe('Ada lädt dich zu Demo ein');
  expect(inbox.at(-1)!.text).toContain('Ada lädt dich als Lehrkraft zu Demo auf Waymark ein.');
  await send(await invitation(await member('fi')));
  expect(inbox.at(-1)!.subject).toBe('Ada invites you to Demo');
});

test('OPS-7: whose account is empty by now is written to in the language that was kept for it', async () => {
  await send(await queue({ template: 'erasure_done', parameters: { whose: 'own', language: 'ar' } }));
  expect(inbox.at(-1)!.subject).toBe('تم محو حسابك');
});

test('A9: a try that is repeated after the reader chose another language or time zone sends the same text', async () => {
  const userId = await member('de', 'Europe/Berlin');
  const id = await queue({
    template: 'password_changed',
    parameters: { name: 'Ada', changedAt: '2026-11-21T11:42:00.000Z' },
    userId,
  });
  await send(id);
  // As it is when the server took the mail and the worker ended before it could write that down.
  await owner('mails').where({ id }).update({ status: 'queued', sent_at: null });
  await owner('users').where({ id: userId }).update({ language: 'ar', time_zone: 'Asia/Dubai' });
  await send(id);
  const [first, second] = inbox.slice(-2);
  expect(first!.subject).toBe('Dein Passwort wurde geändert');
  for (const part of ['messageId', 'subject', 'text', 'html'] as const)
    expect(second![part]).toBe(first![part]);
});

test('COM-4: each mail is sent once, however often the step is repeated', async () => {
  const id = await queue({ template: 'welcome', parameters: { name: 'Ada' } });
  const before = inbox.length;
  await send(id);
  expect(await send(id)).toEqual({ status: 'sent' });
  expect(inbox).toHaveLength(before + 1);
});

test('what people wrote is escaped', async () => {
  const parameters = {
    name: 'Ada <b>',
    authorName: 'Eve "&"',
    exerciseTitle: '<script>x</script>',
    submissionId: 's',
    excerpt: '<img src=x onerror=alert(1)>\nline two',
  };
  await send(await queue({ template: 'submission_commented', parameters }));
  const mail = inbox.at(-1)!;
  expect(mail.html).not.toMatch(/<script|<img|<b>/);
  expect(mail.html).toContain('&lt;img src=x');
  expect(mail.text).toContain('> line two');
});

test('COM-4: what tells people something can be ended by one click of their mail program, and by a page; what they need cannot', async () => {
  const [person] = await owner('users').insert({ name: 'Ada' }).returning<{ id: string }[]>('id');
  const due = { name: 'Ada', exerciseTitle: 'Sum', exerciseSlug: 'sum', dueAt: new Date().toISOString() };
  await send(await queue({ template: 'exercise_due', parameters: due, userId: person!.id }));
  const mail = inbox.at(-1)!;
  const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value;
  const [, url] = /^<(.*)>$/.exec(header('list-unsubscribe')!)!;
  expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  const prefix = 'https://learn.example/api/notifications/unsubscribe/';
  expect(url!.startsWith(prefix)).toBe(true);
  const token = url!.slice(prefix.length);
  expect(readUnsubscription(token, mailKey)).toEqual({
    organisationId,
    userId: person!.id,
    kind: 'due_soon',
  });
  for (const part of [mail.text, mail.html])
    expect(part).toContain(`https://learn.example/en/unsubscribe/${token}`);
  await send(await queue({ template: 'welcome', parameters: { name: 'Ada' }, userId: person!.id }));
  expect(inbox.at(-1)!.headers.filter(({ key }) => key.startsWith('list-'))).toEqual([]);
  expect(inbox.at(-1)!.text).not.toContain('unsubscribe');
});

test('a refusal for good is a result, and says why', async () => {
  const id = await queue({ template: 'welcome', parameters: { name: 'N' }, recipient: 'nobody@example.com' });
  expect(await send(id)).toEqual({ status: 'refused' });
  expect(await row(id)).toMatchObject({
    status: 'refused',
    refusal: expect.stringContaining('No such mailbox'),
  });
});

test('without a mail server, or while it is away, a mail waits and says for what', async () => {
  const id = await queue({ template: 'welcome', parameters: { name: 'Ada' } });
  await expect(send(id, null)).rejects.toMatchObject({ type: 'mail_not_configured' });
  expect(await row(id)).toMatchObject({ status: 'queued', sending_since: null });
  expect(await process(id)).toMatchObject({ waiting_for: 'mail_configuration', fault_count: 1 });
  await expect(send(id, 'smtp://127.0.0.1:1')).rejects.toMatchObject({
    type: 'mail_server',
    nonRetryable: false,
  });
  expect(await process(id)).toMatchObject({
    waiting_for: 'mail_server',
    fault_count: 1,
    needs_person: false,
  });
  for (let attempt = 0; attempt < 6; attempt += 1)
    await expect(send(id, 'smtp://127.0.0.1:1')).rejects.toMatchObject({ nextRetryDelay: undefined });
  // An outage is never parked, and each kind of it is told once.
  expect(await process(id)).toMatchObject({ fault_count: 7, needs_person: false });
  expect(
    await owner('process_events').where({ workflow_id: `send-mail:${id}`, event: 'fault' }),
  ).toHaveLength(2);
  expect(await send(id)).toEqual({ status: 'sent' });
  expect(await process(id)).toMatchObject({
    state: 'sent',
    waiting_for: null,
    finished_at: expect.any(Date),
  });
});

test('A fault of ours that repeats is parked after five: one row, for a person, tried more and more rarely', async () => {
  const sealedToken = sealSecret('the-secret', 'another key, by which nobody can open it');
  const id = await queue({ template: 'verify_email', parameters: { name: 'Ada', sealedToken } });
  const rests: unknown[] = [];
  for (let attempt = 1; attempt <= 7; attempt += 1)
    rests.push(await send(id).catch((error: { nextRetryDelay?: unknown }) => error.nextRetryDelay));
  expect(rests).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    '60 seconds',
    '120 seconds',
    '240 seconds',
  ]);
  expect(await process(id)).toMatchObject({ fault_code: 'mail_fault', fault_count: 7, needs_person: true });
  const events = await owner('process_events')
    .where({ workflow_id: `send-mail:${id}` })
    .orderBy('id');
  expect(events.map(({ event }) => event)).toEqual(['started', 'fault', 'parked']);
});

test('A9: while one try is handing a mail over, no other calls the server', async () => {
  const id = await queue({ template: 'welcome', parameters: { name: 'Ada' } });
  await owner('mails').where({ id }).update({ sending_since: owner.fn.now() });
  const before = inbox.length;
  await expect(send(id)).rejects.toMatchObject({ type: 'mail_claimed' });
  expect(inbox).toHaveLength(before);
  // A claim of a worker that died is free again.
  await owner('mails')
    .where({ id })
    .update({ sending_since: new Date(Date.now() - 10 * 60_000) });
  expect(await send(id)).toEqual({ status: 'sent' });
});

test('A9: what cannot be written down after the server took the mail is not taken for the server’s fault', async () => {
  const id = await queue({ template: 'welcome', parameters: { name: 'Ada' } });
  await owner.raw(`create function no_booking() returns trigger language plpgsql as $$ begin raise exception 'no booking'; end $$;
    create trigger no_booking before update on mails for each row when (new.status = 'sent') execute function no_booking()`);
  await expect(send(id)).rejects.toThrow(/no booking/);
  await owner.raw('drop trigger no_booking on mails; drop function no_booking()');
  expect(await process(id)).toMatchObject({ fault_count: 0 });
});

test('B4: a mail beyond what the mail server takes waits for its turn, which is no fault, and leaves then, once', async () => {
  const limit: CallLimit = { account: 'small', perMinute: 2, atOnce: 1 };
  const [first, second] = [
    await queue({ template: 'welcome', parameters: { name: 'Ada' } }),
    await queue({ template: 'welcome', parameters: { name: 'Grace' } }),
  ];
  const before = inbox.length;
  expect(await send(first, smtpUrl(), limit)).toEqual({ status: 'sent' });
  const refusal = await send(second, smtpUrl(), limit).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ type: 'provider_limit', nonRetryable: false, category: 'BENIGN' });
  const seconds = Number((refusal as { nextRetryDelay: string }).nextRetryDelay.split(' ')[0]);
  expect(seconds).toBeGreaterThan(25);
  expect(seconds).toBeLessThanOrEqual(30);
  const waiting = await process(second);
  expect(waiting).toMatchObject({ waiting_for: 'provider_limit', fault_count: 0, last_fault: null });
  expect(waiting.waiting_until.getTime()).toBeGreaterThan(Date.now() + 20_000);
  expect(await owner('process_events').where({ workflow_id: `send-mail:${second}`, event: 'fault' })).toEqual(
    [],
  );
  expect(await row(second)).toMatchObject({ status: 'queued', sending_since: null });
  await owner.raw(
    `update provider_limits set next_call_at = next_call_at - interval '30 s' where account = 'small'`,
  );
  expect(await send(second, smtpUrl(), limit, 2)).toEqual({ status: 'sent' });
  expect(inbox).toHaveLength(before + 2);
  expect(await process(second)).toMatchObject({ waiting_for: null, waiting_until: null, state: 'sent' });
});

test('ACC-8: a refusal that comes after the mail was erased does not bring the address back', async () => {
  const id = await queue({ template: 'welcome', parameters: { name: 'Ada' } });
  const { deliverMail } = createMailActivities({
    database: application,
    server: {
      send: async ({ to }) => {
        // As `erase_traces` leaves a mail that was being handed over.
        await owner('mails')
          .where({ id })
          .update({ recipient: 'erased', parameters: '{}', refusal: null, status: 'cancelled' });
        return { outcome: 'refused', reason: `550 <${to}>: no such mailbox` };
      },
    },
    siteUrl: 'https://learn.example',
    from: 'Waymark <hello@learn.example>',
    mailKey,
  });
  await new MockActivityEnvironment().run(deliverMail, { organisationId, mailId: id });
  expect(await row(id)).toMatchObject({ recipient: 'erased', status: 'refused', refusal: null });
});
