export { erasePerson } from './erase-person.ts';
export { exportPerson } from './export-person.ts';
export { gradeSubmission } from './grade-submission.ts';
export { housekeeping } from './housekeeping.ts';
export { reconcile } from './reconcile.ts';
export { runCode } from './run-code.ts';
export { sendMail } from './send-mail.ts';
