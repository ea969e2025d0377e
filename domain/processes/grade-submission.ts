import { Type } from 'typebox';
import { commonEvents, defineProcess, Id } from './define-process.ts';

/** Grades one hand-in: waits for a slot, runs it in a container, announces the verdict. */
export const gradeSubmissionProcess = defineProcess({
  kind: 'grade-submission',
  workflow: 'gradeSubmission',
  queue: 'waymark',
  input: Type.Object({ organisationId: Id, gradingId: Id }),
  row: 'gradingId',
  table: 'gradings',
  steps: ['open', 'grade', 'announce'],
  states: ['queued', 'running', 'graded', 'cancelled'],
  ends: ['graded', 'cancelled'],
  events: {
    ...commonEvents,
    accepted: Type.Object({}),
    graded: Type.Object({ verdict: Type.String(), score: Type.Union([Type.Number(), Type.Null()]) }),
    checker_failed: Type.Object({ test: Type.String(), message: Type.String() }),
  },
  decisions: {},
  repairs: { retry_now: 'processes.repair', cancel: 'processes.repair' },
  page: (submissionId) => `/trainer/submissions/${submissionId}`,
  seenByTrainers: true,
  whenErased: 'cancelled',
  keep: '400 days',
  rowStays:
    'Verdicts and scores are the record of what a student can do; an erasure leaves them under a pseudonym.',
  priority: 2,
});
