import { nameForMail } from '#domain/accounts/person-name.ts';
import type { MailParameters, MailTemplate, Whose } from '#models/processes/send-mail.ts';
import type { Letter } from './letter.ts';

export type LetterTools = {
  /** Where the site answers, without a slash at the end. */
  siteUrl: string;
  /** Opens a link's sealed secret. @throws Error when it was sealed with another key */
  open: (sealed: string) => string;
};

const greeting = (name: string) => `Hello ${name},`;

/** “21 November 2026 at 11:42 (UTC)”. */
const momentInWords = (time: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(time))} (UTC)`;

/** Where somebody looks after their own data, or their child’s. */
const pageOf = (whose: Whose): string => (whose === 'own' ? '/profile/data' : '/family');

const writers: {
  [Template in MailTemplate]: (parameters: MailParameters[Template], tools: LetterTools) => Letter;
} = {
  welcome: ({ name }, { siteUrl }) => ({
    subject: 'Welcome to Waymark',
    heading: 'Welcome to Waymark',
    paragraphs: [
      greeting(name),
      'here you learn by doing: you write code, run it, hand it in, and see within seconds which tests pass and where the first difference is.',
    ],
    action: { label: 'Open your dashboard', url: `${siteUrl}/dashboard` },
    note: 'A second mail asks you to confirm your address. Until then you can look around and run code, but not hand in.',
  }),
  verify_email: ({ name, sealedToken }, { siteUrl, open }) => ({
    subject: 'Confirm your e-mail address',
    heading: 'Confirm your e-mail address',
    paragraphs: [
      greeting(name),
      'the button opens a page where you confirm that this address is yours. After that you can hand in your work.',
    ],
    action: {
      label: 'Confirm my address',
      url: `${siteUrl}/verify-email/${encodeURIComponent(open(sealedToken))}`,
    },
    note: 'The link works once, within 24 hours. If you did not sign up, ignore this mail.',
  }),
  reset_password: ({ name, sealedToken }, { siteUrl, open }) => ({
    subject: 'Choose a new password',
    heading: 'Choose a new password',
    paragraphs: [greeting(name), 'somebody, probably you, asked for a new password for your account.'],
    action: {
      label: 'Choose a new password',
      url: `${siteUrl}/reset-password/${encodeURIComponent(open(sealedToken))}`,
    },
    note: 'The link works once, within one hour. If it was not you, ignore this mail: your password stays as it is.',
  }),
  password_changed: ({ name, changedAt }, { siteUrl }) => ({
    subject: 'Your password was changed',
    heading: 'Your password was changed',
    paragraphs: [
      greeting(name),
      `the password of your account was changed on ${momentInWords(changedAt)}. Every other device is signed out.`,
      'If that was you, there is nothing to do.',
    ],
    action: { label: 'It was not me: reset my password', url: `${siteUrl}/reset-password` },
  }),
  account_exists: ({ name }, { siteUrl }) => ({
    subject: 'You have an account already',
    heading: 'You have an account already',
    paragraphs: [
      greeting(name),
      'somebody, probably you, wanted to create an account with this address. There is one already, and nothing about it has changed.',
      'Sign in with the password you have. If you have forgotten it, choose a new one.',
    ],
    action: { label: 'Sign in', url: `${siteUrl}/sign-in` },
    note: 'If it was not you, ignore this mail: nobody got into your account by this.',
  }),
  invitation: ({ organisationName, inviterName, role, sealedToken }, { siteUrl, open }) => ({
    subject: `${inviterName} invites you to ${organisationName}`,
    heading: `You are invited to ${organisationName}`,
    paragraphs: [`${inviterName} invites you to join ${organisationName} on Waymark as ${role}.`],
    action: {
      label: 'Accept the invitation',
      url: `${siteUrl}/invitations/${encodeURIComponent(open(sealedToken))}`,
    },
    note: 'If you do not know what this is about, ignore this mail.',
  }),
  submission_commented: ({ name, authorName, exerciseTitle, submissionId, excerpt }, { siteUrl }) => ({
    subject: `${authorName} commented on “${exerciseTitle}”`,
    heading: `A comment on “${exerciseTitle}”`,
    paragraphs: [greeting(name), `${authorName} wrote about your submission:`],
    quotation: excerpt,
    action: { label: 'Open the submission', url: `${siteUrl}/submissions/${submissionId}` },
  }),
  export_ready: ({ name, whose, expiresAt }, { siteUrl }) => ({
    subject: 'Your archive is ready',
    heading: 'Your archive is ready',
    paragraphs: [
      greeting(name),
      `the archive with everything that Waymark holds of ${whose === 'own' ? 'you' : 'your child'} can be downloaded until ${momentInWords(expiresAt)}. After that it is removed.`,
    ],
    action: { label: 'Open the page', url: `${siteUrl}${pageOf(whose)}` },
    note: 'Whoever has the archive can read all of it: keep it where nobody else looks.',
  }),
  erasure_requested: ({ name, whose, dueAt }, { siteUrl }) => ({
    subject: whose === 'own' ? 'Your account will be erased' : 'Your child’s account will be erased',
    heading: whose === 'own' ? 'Your account will be erased' : 'Your child’s account will be erased',
    paragraphs: [
      greeting(name),
      `${whose === 'own' ? 'your account' : 'the account of your child'} will be erased on ${momentInWords(dueAt)}. Until then it works as before, and you can take this back.`,
      'What is erased then cannot be brought back.',
    ],
    action: { label: 'Take it back', url: `${siteUrl}${pageOf(whose)}` },
    note: 'If it was not you who asked for this, take it back and change your password.',
  }),
  erasure_done: ({ whose }) => ({
    subject: whose === 'own' ? 'Your account is erased' : 'Your child’s account is erased',
    heading: whose === 'own' ? 'Your account is erased' : 'Your child’s account is erased',
    paragraphs: [
      'Hello,',
      `${whose === 'own' ? 'your account' : 'the account of your child'} is erased: name, addresses, code, comments and pictures are gone. Results stay as those of a former member.`,
      'This is the last mail about it. Your address is removed from it once it is sent.',
    ],
  }),
};

/** What people wrote themselves, and could lead the reader of a mail astray with. */
const names = ['name', 'authorName', 'inviterName', 'organisationName', 'exerciseTitle'];

/**
 * Writes the letter of a template.
 * @param parameters as `beginMail` took them
 */
export function writeLetter(
  template: MailTemplate,
  parameters: Record<string, string>,
  tools: LetterTools,
): Letter {
  const write = writers[template] as (given: Record<string, string>, tools: LetterTools) => Letter;
  const named = names.filter((name) => parameters[name] !== undefined);
  const safe = Object.fromEntries(named.map((name) => [name, nameForMail(parameters[name]!)]));
  return write({ ...parameters, ...safe }, tools);
}
