import { Type } from 'typebox';
import { commonEvents, defineProcess, Id } from './define-process.ts';

/** Runs code once, without an attempt or a mark. */
export const runCodeProcess = defineProcess({
  kind: 'run-code',
  workflow: 'runCode',
  queue: 'waymark',
  input: Type.Object({ organisationId: Id, runId: Id }),
  row: 'runId',
  table: 'runs',
  steps: ['run'],
  states: ['queued', 'running', 'finished', 'cancelled'],
  ends: ['finished', 'cancelled'],
  events: { ...commonEvents, accepted: Type.Object({}), finished: Type.Object({}) },
  decisions: {},
  repairs: { retry_now: 'processes.repair', cancel: 'processes.repair' },
  page: null,
  whenErased: 'cancelled',
  keep: '1 hour',
  // Behind what is handed in: whoever only tries something can press the button again.
  priority: 3,
});
