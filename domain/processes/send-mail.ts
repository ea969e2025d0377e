import { Type } from 'typebox';
import { commonEvents, defineProcess, Id } from './define-process.ts';

/** Hands one mail to the mail server, trying until it is taken or refused for good. */
export const sendMailProcess = defineProcess({
  kind: 'send-mail',
  workflow: 'sendMail',
  queue: 'waymark',
  input: Type.Object({ organisationId: Id, mailId: Id }),
  row: 'mailId',
  table: 'mails',
  steps: ['deliver'],
  states: ['queued', 'sent', 'refused', 'cancelled'],
  ends: ['sent', 'refused', 'cancelled'],
  events: {
    ...commonEvents,
    accepted: Type.Object({}),
    sent: Type.Object({}),
    refused: Type.Object({ refusal: Type.String() }),
  },
  decisions: {},
  repairs: { retry_now: 'processes.repair', cancel: 'processes.repair' },
  page: null,
  // It may be the one that tells of the erasure; what is not sent when their traces go is cancelled with them (`erase_traces`).
  whenErased: 'goes_on',
  keep: '90 days',
  priority: 3,
});
