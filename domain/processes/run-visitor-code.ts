import { defineProcess } from './define-process.ts';
import { runCodeProcess } from './run-code.ts';

/** Runs code of a published lesson once, for somebody who is not signed in: as a free run, save for what follows. */
export const runVisitorCodeProcess = defineProcess({
  ...runCodeProcess,
  kind: 'run-visitor-code',
  workflow: 'runVisitorCode',
  // Long enough to be read once; nothing of a visitor is kept.
  keep: '2 minutes',
  // Behind everything that somebody who is signed in waits for.
  priority: 5,
});
