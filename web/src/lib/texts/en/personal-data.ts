import { sizeInWords } from './size-in-words.ts';

/** Words that differ by whose data it is: `child` is their name, null for one's own. */
type Whose = string | null;

export const personalData = {
  title: (child: Whose) => (child === null ? 'Your data' : `Data of ${child}`),
  lead: (child: Whose) =>
    child === null
      ? 'Everything Waymark holds of you is yours: take a copy with you, or end it.'
      : `Everything Waymark holds of ${child} is theirs: take a copy of it, or end it.`,
  menu: 'Your data',
  backToProfile: 'Profile',
  backToFamily: 'Family',
  viewing: (child: string) =>
    `You are viewing as ${child}. Their data is on your own family page, where you can take a copy of it or delete the account.`,
  archive: {
    title: 'An archive of everything',
    lead: (child: Whose) =>
      `One ZIP file with all that Waymark holds of ${child ?? 'you'}, readable for people and programs. Passwords and other secrets are never in it.`,
    holds: [
      { icon: 'profile', title: 'Profile', detail: 'name, settings, picture' },
      { icon: 'code', title: 'Code', detail: 'every file handed in' },
      { icon: 'results', title: 'Results', detail: 'verdicts, scores, progress' },
      { icon: 'words', title: 'Words', detail: 'comments and mails' },
      { icon: 'access', title: 'Access', detail: 'devices, what was done' },
    ] as { icon: 'profile' | 'code' | 'results' | 'words' | 'access'; title: string; detail: string }[],
    ask: 'Ask for an archive',
    askAgain: 'Ask for a new archive',
    asked: 'The archive is being collected. A mail tells when it is ready; you need not wait here.',
    alreadyCollecting: 'An archive is being collected already. It appears below when it is ready.',
    tooMany: 'There are three archives of the last seven days. Download one of them, or ask again later.',
    list: 'Earlier archives',
    empty: (child: Whose) =>
      child === null ? 'You have not asked for one yet.' : `Nobody has asked for one of ${child} yet.`,
    askedFor: 'Asked for',
    collecting: 'Collecting',
    collectingHelp: 'It takes a minute or so. This page follows along; a mail comes too.',
    waitsFor: (what: string) => `It waits for ${what}.`,
    fault: 'Something of ours failed. It is tried again by itself; there is nothing for you to do.',
    needsPerson: 'This does not go on by itself. Somebody of ours has been asked to look at it.',
    ready: 'Ready',
    readyTitle: 'Your archive is ready',
    readyTitleOf: (child: string) => `The archive of ${child} is ready`,
    until: 'Here until',
    download: 'Download',
    downloadNamed: (size: string) => `Download the archive, ${size}`,
    size: sizeInWords,
    keepSafe: 'Whoever has the file can read all of it. Keep it where nobody else looks.',
    expired: 'Removed',
    kept: 'An archive is kept for seven days.',
    cancelled: 'Cancelled',
    announceReady: 'The archive is ready to download.',
    gone: 'That archive cannot be downloaded any more. Ask for a new one.',
    notYet: 'That archive is still being collected. Wait a moment and try again.',
  },
  erasure: {
    title: (child: Whose) => (child === null ? 'Delete your account' : `Delete the account of ${child}`),
    lead: (child: Whose) =>
      child === null
        ? 'It waits 14 days first. Until then everything works as before, and one press takes it back.'
        : `It waits 14 days first. Until then ${child} can go on as before, and one press of yours takes it back.`,
    goes: 'Goes',
    goesList: [
      'Name, e-mail, picture, public page',
      'Code, and what it printed',
      'Comments',
      'Sign-ins and devices',
      'Mails we sent',
      'Archives',
    ],
    stays: 'Stays, as “Former member”',
    /** `teaches`: whether they can have written courses. */
    staysList: (teaches: boolean) => [
      'Verdicts, scores and progress, without the code: so the figures of courses stay true.',
      ...(teaches ? ['Courses and exercises that you wrote: others learn with them.'] : []),
      'That something was done, in the audit log: law wants it kept.',
    ],
    first: 'Take a copy first: an erased account cannot be brought back.',
    childrenTitle: (count: number) => (count === 1 ? 'This child goes along' : 'These children go along'),
    children:
      'They have no e-mail of their own and no other parent here, so nobody could open their account any more.',
    trail: 'What happens when',
    stops: {
      asked: 'You ask, with your password',
      askedDone: 'Asked for',
      askedHelp: 'A mail tells about it.',
      remind: 'A mail reminds you',
      erase: (child: Whose) =>
        child === null ? 'Your account is erased' : `The account of ${child} is erased`,
      eraseHelp: (child: Whose) =>
        child === null
          ? 'You are signed out everywhere. A last mail confirms it.'
          : 'A last mail confirms it.',
    },
    open: (child: Whose) => (child === null ? 'Delete my account' : `Delete the account of ${child}`),
    dialogLead: (date: string) =>
      `On ${date} it is erased for good. Until then you can take it back with one press.`,
    password: 'Your password',
    passwordHelp: (child: Whose) =>
      child === null
        ? 'So that nobody else can do this on a device that you left open.'
        : 'Your own, as the parent.',
    forgot: 'Forgot it? Your profile mails you a link.',
    understood: (child: Whose) =>
      child === null
        ? 'I understand that nobody can bring my account back after that.'
        : `I understand that nobody can bring the account of ${child} back after that.`,
    understoodNeeded: 'Tick the box first: after 14 days nobody can bring it back.',
    submit: (child: Whose) => (child === null ? 'Delete my account' : 'Delete the account'),
    wrongPassword: 'That is not your password.',
    already: 'This is asked for already.',
    waitingTitle: (child: Whose) =>
      child === null ? 'Your account will be erased' : `The account of ${child} will be erased`,
    left: (count: number, unit: 'day' | 'hour') => `${unit}${count === 1 ? '' : 's'} left`,
    takeBack: 'Take it back',
    takeBackHelp: 'Then nothing happens, and everything stays as it is.',
    goAlong:
      'Your children without an e-mail of their own go along. When you take it back they stay too, unless you asked for theirs apart.',
    kept: (child: Whose) =>
      child === null
        ? 'Taken back. Your account stays as it is.'
        : `Taken back. The account of ${child} stays as it is.`,
    tooLate: 'It cannot be taken back any more: it is over, or erasing has begun.',
    erasingTitle: (child: Whose) =>
      child === null ? 'Your account is being erased' : `The account of ${child} is being erased`,
    erasing: 'The time to take it back is over. A last mail confirms when it is done.',
    superadmin:
      'A superadmin cannot delete their own account: somebody must be left who looks after the platform. Ask another superadmin to delete it on your page among the users.',
  },
  banner: {
    label: 'Your account waits to be erased',
    before: 'Your account will be erased on',
    action: 'Take it back',
    more: 'What happens when',
  },
  family: {
    link: (child: string) => `Data of ${child}`,
    erased: 'Account will be erased on',
  },
};
