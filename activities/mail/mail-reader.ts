import { mailLanguageOf } from './mail-texts.ts';

/** Whom a mail is worded for. */
export type MailReader = {
  /** One of `mailLanguages`. */
  language: string;
  /** A name of the IANA database. */
  timeZone: string;
};

/** Whom a mail is worded for, as its claim wrote it beside its parameters (`claimMail`). */
export const mailReaderOf = ({ language, timeZone }: Record<string, string>): MailReader => ({
  language: mailLanguageOf(language),
  timeZone: timeZone ?? 'UTC',
});
