export const errors = {
  forbidden: 'This page is for another role.',
  forbiddenTitle: 'Not open to your account',
  forbiddenHelp:
    'Your account is fine and nothing was changed. If you should have access, ask an admin of your organisation.',
  notFoundTitle: 'The trail ends here',
  notFoundHelp: 'There is no page at this address. It may have moved, or belong to another organisation.',
  unavailableTitle: 'Out of reach for a moment',
  unavailableHelp:
    'Part of the platform is not answering. What you handed in is safe. Try again in a minute.',
  faultTitle: 'That was our fault',
  faultHelp:
    'Something broke on our side. What you handed in is safe, and unsaved code stays in this browser. Try again; if it comes back, tell us the number below.',
  limitTitle: 'That was a lot at once',
  limitHelp: 'You reached a limit that protects everybody. Wait a little, then go on.',
  requestId: 'Request',
  home: 'Go to the start page',
  retry: 'Try again',
};
