/** What any request can meet, whatever it asks for. */
export const requestRefusals = {
  nothing_here: ['NOT_FOUND', 'There is nothing here.'],
  fields_not_valid: ['VALIDATION_ERROR', 'Some fields are not valid. See the details for each field.'],
  request_too_large: [
    'PAYLOAD_TOO_LARGE',
    'The request is too large: send at most 1 MB of source, or a picture of 4 MB.',
  ],
  sign_in_first: ['UNAUTHENTICATED', 'Sign in to go on.'],
  session_ended: ['UNAUTHENTICATED', 'This session has ended. Sign in again.'],
  no_longer_member: ['UNAUTHENTICATED', 'You are no longer a member of this organisation.'],
  role_forbids: ['FORBIDDEN', 'Your role does not allow this.'],
  email_not_confirmed: [
    'EMAIL_NOT_VERIFIED',
    'Confirm your e-mail address first: open the link we mailed to you, or ask for a new one.',
  ],
  requests_used_up: [
    'RATE_LIMITED',
    'You have used all {limit} requests of this hour. Try again in the next.',
  ],
  requests_used_up_signed_out: [
    'RATE_LIMITED',
    'You have used all {limit} requests of this hour. Try again in the next. Sign in for a higher limit.',
  ],
  sign_ins_used_up: [
    'RATE_LIMITED',
    'There were {limit} sign-ins from your network in this quarter of an hour, which is the limit. Try again when it is over.',
  ],
  registrations_used_up: [
    'RATE_LIMITED',
    'There were {limit} registrations from your network in this hour, which is the limit. Try again in the next.',
  ],
  live_pages_limit: [
    'RATE_LIMITED',
    'You have {limit} pages open that update by themselves, which is the limit. Close one, or wait a moment.',
  ],
  restarting: ['UNAVAILABLE', 'The platform is restarting. Try again in a few seconds.'],
  database_away: ['UNAVAILABLE', 'The database cannot be reached just now. Try again in a few seconds.'],
  changed_at_once: ['UNAVAILABLE', 'Something else changed the same at this moment. Try again.'],
  organisation_not_ready: [
    'UNAVAILABLE',
    'The organisation "{organisation}" is not there yet. Try again in a moment.',
  ],
  our_fault: ['INTERNAL', 'Something went wrong on our side. It has been logged under the request id.'],
} as const;
