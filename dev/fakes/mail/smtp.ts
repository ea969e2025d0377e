import { SMTPServer } from 'smtp-server';
import type { SMTPServerSession } from 'smtp-server';
import type { Faults } from '../faults.ts';
import type { Mailbox } from './mailbox.ts';

const maxMailBytes = 10 * 1024 * 1024;

/** An SMTP server that takes every mail, sends none on, and can be told to fail. */
export function createSmtpServer(mailbox: Mailbox, faults: Faults): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    size: maxMailBytes,
    onAuth: (_auth, _session, callback) => callback(null, { user: 'anyone' }),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        if (stream.sizeExceeded) return callback(refusal(552, 'The mail is larger than 10 MB.'));
        receive(Buffer.concat(chunks), session).then(
          (error) => callback(error),
          (error: Error) => callback(refusal(451, error.message)),
        );
      });
    },
  });

  async function receive(raw: Buffer, session: SMTPServerSession): Promise<Error | null> {
    const { mailFrom, rcptTo } = session.envelope;
    const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
    const fault = await faults.next();
    if (fault?.kind === 'error') {
      await mailbox.record({ what: 'refused', ...envelope });
      return refusal(fault.code ?? 451, 'Told to fail.');
    }
    if (fault?.kind === 'drop') {
      await mailbox.record({ what: 'dropped', ...envelope });
      return refusal(421, 'Told to drop the connection.');
    }
    const mail = await mailbox.keep(raw, envelope);
    await mailbox.record({
      what: 'accepted',
      ...envelope,
      subject: mail.subject,
      message_id: mail.message_id,
    });
    return null;
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
