import { nameForMail } from '#domain/accounts/person-name.ts';
import { pseudonym } from '#domain/processes/erase-person.ts';
import type { MailParameters, MailTemplate, Whose } from '#models/processes/send-mail.ts';
import { directionOf, isolate } from './direction.ts';
import type { Letter } from './letter.ts';
import type { MailReader } from './mail-reader.ts';
import { mailTexts } from './mail-texts.ts';
import type { MailTexts } from './mail-texts.ts';
import { momentInWords } from './moment-in-words.ts';

export type LetterTools = {
  /** Where the site answers, without a slash at the end. */
  siteUrl: string;
  /** Opens a link's sealed secret. @throws Error when it was sealed with another key */
  open: (sealed: string) => string;
};

/** What a template says of a letter; without a heading of its own that is its subject. */
type Said = Omit<Letter, 'language' | 'direction' | 'heading'> & { heading?: string };

type WritingTools = LetterTools & {
  t: MailTexts;
  moment: (time: string) => string;
  isolated: (inserted: string) => string;
  /** The address of a page that is read without signing in: it says the language, as the site's own do. */
  openPage: (path: string) => string;
};

/** Where somebody looks after their own data, or their child’s. */
const pageOf = (whose: Whose): string => (whose === 'own' ? '/profile/data' : '/family');

const writers: {
  [Template in MailTemplate]: (parameters: MailParameters[Template], tools: WritingTools) => Said;
} = {
  welcome: ({ name }, { t, siteUrl }) => ({
    subject: t.welcome.subject(),
    paragraphs: [t.greeting({ name }), t.welcome.text()],
    action: { label: t.welcome.action(), url: `${siteUrl}/dashboard` },
    note: t.welcome.note(),
  }),
  verify_email: ({ name, sealedToken }, { t, openPage, open }) => ({
    subject: t.verifyEmail.subject(),
    paragraphs: [t.greeting({ name }), t.verifyEmail.text()],
    action: {
      label: t.verifyEmail.action(),
      url: openPage(`/verify-email/${encodeURIComponent(open(sealedToken))}`),
    },
    note: t.verifyEmail.note(),
  }),
  reset_password: ({ name, sealedToken }, { t, openPage, open }) => ({
    subject: t.resetPassword.subject(),
    paragraphs: [t.greeting({ name }), t.resetPassword.text()],
    action: {
      label: t.resetPassword.action(),
      url: openPage(`/reset-password/${encodeURIComponent(open(sealedToken))}`),
    },
    note: t.resetPassword.note(),
  }),
  password_changed: ({ name, changedAt }, { t, openPage, moment }) => ({
    subject: t.passwordChanged.subject(),
    paragraphs: [
      t.greeting({ name }),
      t.passwordChanged.text({ moment: moment(changedAt) }),
      t.passwordChanged.nothingToDo(),
    ],
    action: { label: t.passwordChanged.action(), url: openPage('/reset-password') },
  }),
  account_exists: ({ name }, { t, openPage }) => ({
    subject: t.accountExists.subject(),
    paragraphs: [t.greeting({ name }), t.accountExists.text(), t.accountExists.signIn()],
    action: { label: t.accountExists.action(), url: openPage('/sign-in') },
    note: t.accountExists.note(),
  }),
  invitation: (
    { organisationName: organisation, inviterName: inviter, role, sealedToken },
    { t, openPage, open },
  ) => ({
    subject: t.invitation.subject({ inviter, organisation }),
    heading: t.invitation.heading({ organisation }),
    paragraphs: [t.invitation.text({ inviter, organisation, role })],
    action: {
      label: t.invitation.action(),
      url: openPage(`/invitations/${encodeURIComponent(open(sealedToken))}`),
    },
    note: t.invitation.note(),
  }),
  submission_commented: (
    { name, authorName, exerciseTitle: exercise, submissionId, excerpt },
    { t, siteUrl },
  ) => {
    const author = authorName ?? t.somebody();
    const text = excerpt === '' ? t.submissionCommented.textWithoutExcerpt : t.submissionCommented.text;
    return {
      subject: t.submissionCommented.subject({ author, exercise }),
      heading: t.submissionCommented.heading({ exercise }),
      paragraphs: [t.greeting({ name }), text({ author })],
      ...(excerpt !== '' && { quotation: excerpt }),
      action: { label: t.openSubmission(), url: `${siteUrl}/submissions/${submissionId}` },
    };
  },
  export_ready: ({ name, whose, expiresAt }, { t, siteUrl, moment }) => ({
    subject: t.exportReady.subject({ whose }),
    paragraphs: [t.greeting({ name }), t.exportReady.text({ whose, moment: moment(expiresAt) })],
    action: { label: t.exportReady.action(), url: `${siteUrl}${pageOf(whose)}` },
    note: t.exportReady.note(),
  }),
  erasure_requested: ({ name, whose, dueAt }, { t, siteUrl, moment }) => ({
    subject: t.erasureRequested.subject({ whose }),
    paragraphs: [
      t.greeting({ name }),
      t.erasureRequested.text({ whose, moment: moment(dueAt) }),
      t.erasureRequested.final(),
    ],
    action: { label: t.erasureRequested.action(), url: `${siteUrl}${pageOf(whose)}` },
    note: t.erasureRequested.note(),
  }),
  result_overridden: ({ name, exerciseTitle: exercise, submissionId }, { t, siteUrl }) => ({
    subject: t.resultOverridden.subject({ exercise }),
    paragraphs: [t.greeting({ name }), t.resultOverridden.text()],
    action: { label: t.openSubmission(), url: `${siteUrl}/submissions/${submissionId}` },
  }),
  result_changed: ({ name, exerciseTitle: exercise, submissionId }, { t, siteUrl }) => ({
    subject: t.resultChanged.subject({ exercise }),
    heading: t.resultChanged.heading({ exercise }),
    paragraphs: [t.greeting({ name }), t.resultChanged.text()],
    action: { label: t.openSubmission(), url: `${siteUrl}/submissions/${submissionId}` },
  }),
  exercise_due: ({ name, exerciseTitle: exercise, exerciseSlug, dueAt }, { t, siteUrl, moment }) => ({
    subject: t.exerciseDue.subject({ exercise }),
    paragraphs: [t.greeting({ name }), t.exerciseDue.text({ moment: moment(dueAt) })],
    action: { label: t.exerciseDue.action(), url: `${siteUrl}/exercises/${exerciseSlug}` },
  }),
  process_needs_person: ({ name, workflowId }, { t, siteUrl, isolated }) => ({
    subject: t.processNeedsPerson.subject(),
    paragraphs: [
      t.greeting({ name }),
      t.processNeedsPerson.text({ process: processInWords(workflowId, t), id: isolated(workflowId) }),
    ],
    action: {
      label: t.processNeedsPerson.action(),
      url: `${siteUrl}/ops/${encodeURIComponent(workflowId)}`,
    },
  }),
  erasure_done: ({ whose }, { t }) => ({
    subject: t.erasureDone.subject({ whose }),
    paragraphs: [t.greetingToNobody(), t.erasureDone.text({ whose }), t.erasureDone.last()],
  }),
};

/** What kind of process an id is of; of one that has gone since, the kind’s own name. */
function processInWords(workflowId: string, t: MailTexts): string {
  const [kind] = workflowId.split(':') as [keyof MailTexts['processes']];
  return Object.hasOwn(t.processes, kind) ? t.processes[kind]() : kind;
}

/** What people wrote themselves, and could lead the reader of a mail astray with. */
const names = ['name', 'authorName', 'inviterName', 'organisationName', 'exerciseTitle'];

/**
 * Writes the letter of a template in its reader's language.
 * @param parameters as `beginMail` took them: codes and names, no words of ours, save for the pseudonym that an erasure puts in a name's place
 */
export function writeLetter(
  template: MailTemplate,
  parameters: Record<string, string>,
  reader: MailReader,
  tools: LetterTools,
): Letter {
  const { language } = reader;
  const [t, direction] = [mailTexts(language), directionOf(language)];
  const isolated = (inserted: string) => isolate(inserted, direction);
  const inWords = (name: string) => (name === pseudonym ? t.formerMember() : isolated(nameForMail(name)));
  const named = names.filter((name) => parameters[name] !== undefined);
  const safe = Object.fromEntries(named.map((name) => [name, inWords(parameters[name]!)]));
  const write = writers[template] as (given: Record<string, string>, tools: WritingTools) => Said;
  const said = write(
    { ...parameters, ...safe },
    {
      ...tools,
      t,
      isolated,
      moment: (time) => momentInWords(time, reader),
      openPage: (path) => `${tools.siteUrl}/${language}${path}`,
    },
  );
  return { language, direction, heading: said.subject, ...said };
}
