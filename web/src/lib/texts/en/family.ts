export const family = {
  title: 'Family',
  lead: 'What your children did this week, and what comes next.',
  add: 'Add a child',
  addTitle: 'Add a child',
  addHelp: 'A child needs no e-mail address: you open their account for them.',
  addSubmit: 'Add child',
  added: (name: string) => `${name} is added. Open their account whenever you like.`,
  name: 'Name',
  track: 'Track',
  noTrack: 'None yet',
  timeZone: 'Time zone',
  consent: 'I am their parent or guardian, I agree to this account, and I may look at it as they see it.',
  consentNeeded: 'We need your consent to make an account for a child.',
  empty: 'You have not added a child yet. It takes a minute and needs no e-mail address.',
  week: (name: string) => `${name}’s week`,
  weekTitle: 'This week',
  day: (day: string, activities: number, solved: number) =>
    activities === 0
      ? `${day}: nothing`
      : `${day}: ${activities === 1 ? '1 step' : `${activities} steps`}${solved > 0 ? `, ${solved} solved` : ''}`,
  today: 'today',
  quietWeek: 'Nothing yet this week.',
  summary: (activities: number, days: number, solved: number) =>
    `${activities === 1 ? '1 step' : `${activities} steps`} on ${days === 1 ? '1 day' : `${days} days`}, ${solved === 1 ? '1 exercise' : `${solved} exercises`} solved`,
  last: 'Last result',
  nothingYet: 'Nothing handed in yet.',
  next: 'Next due',
  nothingDue: 'Nothing is due.',
  viewAs: 'View as',
  viewAsName: (name: string) => `View as ${name}`,
  viewHelp: (name: string) =>
    `You will see the site as ${name} does, for up to 15 minutes. What you do there is recorded as yours.`,
  viewConsent: (name: string) => `${name} knows that I am looking.`,
  viewConsentNeeded: (name: string) => `Tell ${name} first; then tick the box.`,
  submissions: 'Submissions',
  banner: (name: string) => `You are viewing as ${name}. What you do here is recorded as yours.`,
  wayBack: 'Back to your own account',
};
