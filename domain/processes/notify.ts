import { Type } from 'typebox';
import { commonEvents, defineProcess, Id } from './define-process.ts';

/** Why nothing is mailed: it was read, the person does not want it, has no address that they confirmed, or has left. */
export const withoutMailReasons = ['read', 'not_wanted', 'no_address', 'left'] as const;
export type WithoutMailReason = (typeof withoutMailReasons)[number];

/** Tells one person one thing once: in the panel at once, and by mail when they have not read it there after a while. */
export const notifyProcess = defineProcess({
  kind: 'notify',
  workflow: 'notify',
  queue: 'waymark',
  input: Type.Object({ organisationId: Id, notificationId: Id }),
  row: 'notificationId',
  table: 'notifications',
  steps: ['show', 'hold', 'mail'],
  states: ['queued', 'shown', 'mailed', 'settled', 'cancelled'],
  ends: ['mailed', 'settled', 'cancelled'],
  events: {
    ...commonEvents,
    shown: Type.Object({}),
    mailed: Type.Object({}),
    settled: Type.Object({ without_mail: Type.Enum([...withoutMailReasons]) }),
  },
  // Whoever reads it in the panel needs no mail.
  decisions: { hold: ['mail', 'leave'] },
  repairs: { retry_now: 'processes.repair', cancel: 'processes.repair' },
  page: null,
  whenErased: 'cancelled',
  keep: '7 days',
  rowStays: 'It stands in its reader’s list, and goes with that: 90 days after it was read, 365 at most.',
  priority: 4,
});

/** How long a person may read it in the panel before it is mailed. */
export const minutesBeforeMail = 10;
