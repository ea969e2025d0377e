import { Type } from 'typebox';
import { commonEvents, defineProcess, Id } from './define-process.ts';

/** Collects whatever the platform holds of a person into an archive, keeps that for a week, and removes it. */
export const exportPersonProcess = defineProcess({
  kind: 'export-person',
  workflow: 'exportPerson',
  queue: 'waymark',
  input: Type.Object({ organisationId: Id, archiveId: Id }),
  row: 'archiveId',
  table: 'personal_archives',
  steps: ['collect', 'keep', 'expire'],
  states: ['collecting', 'ready', 'expired', 'cancelled'],
  ends: ['expired', 'cancelled'],
  events: {
    ...commonEvents,
    accepted: Type.Object({}),
    collected: Type.Object({ rows: Type.Integer(), bytes: Type.Integer() }),
    expired: Type.Object({}),
  },
  // How long it is kept nobody decides.
  decisions: { keep: ['expire'] },
  repairs: { retry_now: 'processes.repair', cancel: 'processes.repair' },
  page: null,
  whenErased: 'cancelled',
  keep: '400 days',
  priority: 4,
});

/** How long an archive can be downloaded. */
export const archiveDays = 7;
