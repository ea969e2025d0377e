/** The pages that anyone may open. */
export const publicPages = [
  '/',
  '/courses',
  '/courses/python-foundations',
  '/sign-in',
  '/sign-up',
  '/check-mail',
  '/reset-password',
  '/reset-password/some-token',
  '/verify-email/some-key',
  '/unsubscribe/some-token',
  '/people/mina',
  '/styleguide',
  '/terms',
  '/privacy',
  '/imprint',
  '/contact',
  '/families',
  '/status',
  '/nowhere',
];

/** The pages of a student, of the demo's own student so that there is something on them. */
export const studentPages = [
  '/dashboard',
  '/exercises',
  '/exercises?search=nothing-is-called-this',
  '/exercises/sum-two-numbers',
  '/submissions',
  '/search',
  '/search?q=nummbers',
  '/search?q=nothing-is-called-this',
  '/courses/python-foundations',
  '/courses/python-foundations/loops',
  '/trainer',
  '/profile',
  '/profile/data',
  '/profile/notifications',
  '/notifications',
  '/notifications?unread=true',
  '/people/mina',
];

export const demoPassword = 'learn-by-doing-1';
