import process from 'node:process';
import closeWithGrace from 'close-with-grace';
import pino from 'pino';
import { createFaults } from '../faults.ts';
import { createInbox } from './inbox.ts';
import { openMailbox } from './mailbox.ts';
import { createSmtpServer } from './smtp.ts';

/** The mail catcher as a program: SMTP on SMTP_PORT, its inbox on MAILBOX_PORT, mails kept in MAILBOX_FOLDER. */
const logger = pino({ name: 'mail' });
const faults = createFaults();
const mailbox = await openMailbox(process.env.MAILBOX_FOLDER ?? '.data/mail');
const smtp = createSmtpServer(mailbox, faults);
const inbox = createInbox(mailbox, faults);
smtp.on('error', (error: Error) => logger.error({ error: error.message }, 'An SMTP connection failed'));
smtp.listen(Number(process.env.SMTP_PORT ?? 1025), '127.0.0.1');
inbox.listen(Number(process.env.MAILBOX_PORT ?? 8025), '127.0.0.1', () =>
  logger.info('The mail catcher is up'),
);

closeWithGrace({ delay: 3_000, logger }, async () => {
  inbox.closeAllConnections();
  await Promise.all([
    new Promise((resolve) => inbox.close(resolve)),
    new Promise<void>((resolve) => smtp.close(resolve)),
  ]);
});
