/** What signing in, signing up and the links in mails can meet. */
export const accountRefusals = {
  wrong_credentials: ['UNAUTHENTICATED', 'The e-mail or the password is not right.'],
  wrong_password: ['VALIDATION_ERROR', 'The current password is not right.'],
  locked_out: [
    'RATE_LIMITED',
    'Too many failed sign-ins. Try again in {minutes} min, or reset your password.',
  ],
  too_many_signing_in: [
    'UNAVAILABLE',
    'Too many people are signing in at this moment. Try again in a few seconds.',
  ],
  not_a_member: ['FORBIDDEN', 'You are not a member of this organisation.'],
  account_deactivated: [
    'FORBIDDEN',
    'This account is deactivated. Ask an admin of your organisation to reactivate it.',
  ],
  account_deactivated_there: [
    'FORBIDDEN',
    'Your account is deactivated in {organisation}. Ask an admin there to reactivate it.',
  ],
  account_removed: ['GONE', 'This account has been removed.'],
  no_such_organisation: ['NOT_FOUND', 'There is no such organisation.'],
  by_invitation_only: ['FORBIDDEN', '{organisation} takes new members by invitation only.'],
  password_too_weak: ['VALIDATION_ERROR', 'Choose another password.'],
  email_has_account: [
    'CONFLICT',
    'There is an account with this e-mail already. Sign in, or reset its password.',
  ],
  link_unknown: ['NOT_FOUND', 'This link is not one of ours. Open the newest mail, or ask for a new one.'],
  reset_link_spent: ['GONE', 'This link has been used or is older than an hour. Ask for a new one.'],
  confirmation_link_spent: [
    'GONE',
    'This link has been used or is older than 24 hours. Sign in, and ask for a new one if you need it.',
  ],
  unsubscribe_link_unknown: ['NOT_FOUND', 'This link does not work. Sign in to choose what you are mailed.'],
  invitation_unknown: ['NOT_FOUND', 'This invitation is not one of ours, or it was withdrawn.'],
  invitation_spent: [
    'GONE',
    'This invitation was accepted already or is older than a week. Ask for a new one.',
  ],
  invitation_not_open: ['NOT_FOUND', 'There is no such invitation, or it is no longer open.'],
  name_missing: ['VALIDATION_ERROR', 'Tell us your name.'],
  child_password: ['FORBIDDEN', 'While you view as your child you cannot change their password.'],
} as const;
