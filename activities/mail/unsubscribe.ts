import type { NotificationKind } from '#domain/notifications/notification-kinds.ts';
import { signUnsubscription } from '#domain/notifications/unsubscribe-token.ts';
import type { Mail } from '#models/mail/mail.ts';
import type { MailTemplate } from '#models/processes/send-mail.ts';
import { templateOf } from './mail-of-notification.ts';

/** Of the templates in which people are told of something, of what: those they can unsubscribe from. The others they need. */
const kindOfTemplate = new Map<MailTemplate, NotificationKind>(
  (Object.keys(templateOf) as NotificationKind[]).map((kind) => [templateOf[kind], kind]),
);

/**
 * Where mails like this one end: the page that asks its reader first, and the address that mail programs post to.
 * @param site.language that the page is read in by who is not signed in
 * @returns undefined for a mail that its reader needs
 */
export function unsubscribeUrls(
  mail: Pick<Mail, 'organisation_id' | 'user_id' | 'template'>,
  { siteUrl, mailKey, language }: { siteUrl: string; mailKey: string; language: string },
): { page: string; oneClick: string } | undefined {
  const kind = kindOfTemplate.get(mail.template);
  if (kind === undefined || mail.user_id === null) return undefined;
  const of = { organisationId: mail.organisation_id, userId: mail.user_id, kind };
  const token = signUnsubscription(of, mailKey);
  return {
    page: `${siteUrl}/${language}/unsubscribe/${token}`,
    oneClick: `${siteUrl}/api/notifications/unsubscribe/${token}`,
  };
}
