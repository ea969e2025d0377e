import type { Static } from 'typebox';
import { definitionOf } from '#domain/processes/index.ts';
import type { RepairName } from '#domain/processes/repairs.ts';
import { decide } from '#domain/permissions.ts';
import type { ProcessRow } from '#models/processes/find-processes.ts';
import type { Process } from '#models/processes/process.ts';
import type { ProcessEvent } from '#models/processes/process-event.ts';
import type { ProcessDescription } from '#temporal/describe-process.ts';
import type { ProcessDetail, ProcessStory, ProcessSummary } from '#api/schemas/process.ts';
import type { Viewer } from '#api/viewer.ts';

/** What everyone who may see a process sees of where it stands. */
function presentStanding(row: Process) {
  const { steps, page } = definitionOf(row.kind);
  return {
    workflow_id: row.workflow_id,
    kind: row.kind,
    status: row.state,
    step: row.step,
    steps: [...steps],
    subject_id: row.subject_id,
    page: page !== null && row.subject_id !== null ? page(row.subject_id) : null,
    started_at: row.started_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    waiting_for: row.finished_at ? null : row.waiting_for,
    waiting_until: row.finished_at ? null : (row.waiting_until?.toISOString() ?? null),
    fault_count: row.fault_count,
    needs_person: row.needs_person,
    revision: row.revision,
  };
}

const presentTimeline = (events: ProcessEvent[], hidden: readonly string[] = []) =>
  events.map(({ event, detail, happened_at: at }) => ({
    at: at.toISOString(),
    event,
    parameters: Object.fromEntries(Object.entries(detail).filter(([name]) => !hidden.includes(name))),
  }));

/** A process as the list shows it. */
export function presentProcess(row: ProcessRow): Static<typeof ProcessSummary> {
  return {
    ...presentStanding(row),
    organisation_id: row.organisation_id,
    person: row.user_id === null ? null : { id: row.user_id, name: row.user_name },
    exercise_title: row.exercise_title,
    mail_template: row.mail_template,
    priority: row.priority,
    last_fault: row.last_fault,
    undeliverable: row.undeliverable,
  };
}

/** The repairs that a process offers a viewer at this moment. */
export function repairsFor(row: Process, viewer: Viewer): RepairName[] {
  if (row.finished_at) return [];
  const offered = Object.entries(definitionOf(row.kind).repairs);
  return offered
    .filter(([, permission]) => decide(permission, viewer) === 'allowed')
    .map(([name]) => name as RepairName);
}

/** A process with its story, and what it waits for as far as row and Temporal tell. */
export function presentProcessDetail(
  row: ProcessRow,
  events: ProcessEvent[],
  description: ProcessDescription,
  options: { viewer: Viewer; temporalUrl: string | null },
): Static<typeof ProcessDetail> {
  const temporal = { yes: 'running', no: 'unknown', unavailable: 'unavailable' } as const;
  return {
    ...presentProcess(row),
    timeline: presentTimeline(events),
    repairs: repairsFor(row, options.viewer),
    now: row.finished_at ? null : presentNow(row, events, description),
    temporal: description.known === 'yes' ? description.status : temporal[description.known],
    temporal_url: options.temporalUrl,
  };
}

function presentNow(
  row: ProcessRow,
  events: ProcessEvent[],
  description: ProcessDescription,
): NonNullable<Static<typeof ProcessDetail>['now']> {
  const pending = description.known === 'yes' ? description.pending[0] : undefined;
  const last = events.at(-1)?.happened_at ?? row.started_at;
  return {
    working: pending?.running === true && row.waiting_for === null,
    waiting_for: waitedFor(row, description),
    since: last.toISOString(),
    next_try_at: pending?.nextTryAt ?? row.waiting_until?.toISOString() ?? null,
    attempt: pending?.attempt ?? null,
    last_failure: pending?.lastFailure ?? row.last_fault,
  };
}

function waitedFor(row: ProcessRow, description: ProcessDescription) {
  if (row.undeliverable !== null) return 'person';
  if (description.known === 'unavailable') return 'temporal';
  if (description.known === 'no') return 'outbox';
  return row.waiting_for ?? 'next_step';
}

/** What the person concerned sees: not the words of our own faults. */
export function presentStory(row: Process, events: ProcessEvent[]): Static<typeof ProcessStory> {
  return { ...presentStanding(row), timeline: presentTimeline(events, ['message', 'by']) };
}
