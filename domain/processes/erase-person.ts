import { Type } from 'typebox';
import { commonEvents, defineProcess, Id } from './define-process.ts';

/** Waits while it can be taken back, then erases a person everywhere; what law keeps stays under a pseudonym. */
export const erasePersonProcess = defineProcess({
  kind: 'erase-person',
  workflow: 'erasePerson',
  queue: 'waymark',
  input: Type.Object({ organisationId: Id, erasureId: Id }),
  row: 'erasureId',
  table: 'erasures',
  steps: ['wait', 'leave', 'content', 'traces', 'account', 'farewell'],
  states: ['waiting', 'erasing', 'erased', 'cancelled'],
  ends: ['erased', 'cancelled'],
  events: {
    ...commonEvents,
    accepted: Type.Object({}),
    reminded: Type.Object({}),
    taken_back: Type.Object({}),
    erasing: Type.Object({}),
    erased: Type.Object({}),
  },
  decisions: { erasure: ['erase', 'keep'] },
  // Cancelling works while it waits; once erasing began there is nothing to go back to.
  repairs: { retry_now: 'processes.repair', cancel: 'processes.repair' },
  page: null,
  // It is what erases them: cancelled by its own step it would stop half-way.
  whenErased: 'goes_on',
  keep: '400 days',
  priority: 4,
});

/** How long a person may think it over. */
export const erasureDays = 14;
/** They are reminded so long before the end. */
export const reminderDaysBefore = 3;

/** What an erased person is called wherever something of them must stay. */
export const pseudonym = 'Former member';
