import { mailTexts } from './mail-texts.ts';
import type { MailReader } from './mail-reader.ts';

/**
 * A moment where its reader is: “21 November 2026 at 12:42 (CET)”.
 * @param time ISO 8601
 * @throws RangeError for what is no time
 */
export function momentInWords(time: string, { language, timeZone }: MailReader): string {
  // English dates are written as most of its readers write them: day before month, 24 hours.
  const locale = language === 'en' ? 'en-GB' : language;
  const zone = isKnown(timeZone) ? timeZone : 'UTC';
  const at = new Date(time);
  const written = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: zone });
  const named = new Intl.DateTimeFormat(locale, { timeZoneName: 'short', timeZone: zone });
  const zoneName = named.formatToParts(at).find(({ type }) => type === 'timeZoneName')!.value;
  return mailTexts(language).moment({ moment: written.format(at), zone: zoneName });
}

/** Names of zones change, and a mail must not be held up by one that this Node does not know any more. */
function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
