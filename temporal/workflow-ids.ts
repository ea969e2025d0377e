/** Business keys: one row, one process. What may run again has a row a run, and the id holds that row's id. */
export const gradeSubmissionId = (gradingId: string) => `grade-submission:${gradingId}`;
export const runCodeId = (runId: string) => `run-code:${runId}`;
export const sendMailId = (mailId: string) => `send-mail:${mailId}`;
