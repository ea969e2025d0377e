import { createTransport } from 'nodemailer';
import { Type } from 'typebox';
import { callOutside } from './call-outside.ts';
import type { Refusal } from './call-outside.ts';
import type { SharedLimit } from './shared-limit.ts';

export type OutgoingMail = {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** BCP 47; what the parts are written in (RFC 3282), for who listens to them. */
  language: string;
  messageId: string;
  /** Where a program ends mails of this kind by one POST (RFC 8058). */
  unsubscribeUrl?: string;
};

/** `refused`: the server will never take this mail for this recipient. Anything else is thrown and may be tried again. */
export type MailAnswer = { outcome: 'accepted' } | Refusal;

export type MailServer = { send(mail: OutgoingMail): Promise<MailAnswer> };

/** There is no mail server to hand anything to. */
export class MailNotConfigured extends Error {
  override name = 'MailNotConfigured';
}

const answerMilliseconds = 20_000;
const accepted = Type.Object({ messageId: Type.String() });

/**
 * The outgoing mail server. SMTP keeps no idempotency keys: a mail that may have been taken is repeated under the same Message-ID,
 * by which mailboxes tell that it is one.
 * @param url `smtp://user:password@host:port`, `smtps://…`; null when none is configured
 * @param limit of mails that it takes from us
 */
export function connectMailServer(url: string | null, limit: SharedLimit): MailServer {
  if (url === null) {
    return {
      send: () => Promise.reject(new MailNotConfigured('No mail server is configured: set SMTP_URL.')),
    };
  }
  const transport = createTransport({
    url,
    connectionTimeout: answerMilliseconds,
    greetingTimeout: answerMilliseconds,
    socketTimeout: answerMilliseconds,
  });
  return {
    send: async (mail) => {
      try {
        const { unsubscribeUrl, language, ...message } = mail;
        const headers = {
          'Content-Language': language,
          ...(unsubscribeUrl !== undefined && oneClick(unsubscribeUrl)),
        };
        const send = () => transport.sendMail({ ...message, headers });
        await callOutside({ step: 'deliver', limit, schema: accepted, longestBytes: 100_000, send });
        return { outcome: 'accepted' };
      } catch (error) {
        const reason = permanentRefusal(error);
        if (reason !== null) return { outcome: 'refused', reason };
        throw error;
      }
    },
  };
}

/** The two headers by which mail programs offer to unsubscribe (RFC 2369 and RFC 8058). */
const oneClick = (url: string): Record<string, string> => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

/** Answers from 500 up about recipient or message are final (RFC 5321, 4.2.1); about sign-in they are our configuration's fault. */
function permanentRefusal(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const status = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : 0;
  const malformed = error.code === 'EENVELOPE' && status === 0;
  const refused = (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') && status >= 500;
  return malformed || refused ? error.message.slice(0, 500) : null;
}
