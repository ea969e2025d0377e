import type { Static } from 'typebox';
import { eventInWords, waitingInWords } from '#domain/processes/process-words.ts';
import type { ProcessRow } from '#models/processes/find-processes.ts';
import type { ProcessEvent } from '#models/processes/process-event.ts';
import type { ProcessDescription } from '#temporal/describe-process.ts';
import type { ProcessDetail, ProcessSummary } from '#api/schemas/process.ts';

/** A process as the list shows it. */
export function presentProcess(row: ProcessRow): Static<typeof ProcessSummary> {
  return {
    workflow_id: row.workflow_id,
    kind: row.kind,
    organisation_id: row.organisation_id,
    status: row.status,
    person: row.user_id === null ? null : { id: row.user_id, name: row.user_name },
    subject_id: row.subject_id,
    started_at: row.started_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    waiting_for: row.finished_at ? null : row.waiting_for,
    last_fault: row.last_fault,
    fault_count: row.fault_count,
    undeliverable: row.undeliverable,
    needs_person: row.needs_person,
  };
}

/** A process with its story, and what it waits for as far as row and Temporal tell. */
export function presentProcessDetail(
  row: ProcessRow,
  events: ProcessEvent[],
  description: ProcessDescription,
  temporalUrl: string | null,
): Static<typeof ProcessDetail> {
  return {
    ...presentProcess(row),
    timeline: events.map(({ event, detail, happened_at: at }) => ({
      at: at.toISOString(),
      event,
      text: eventInWords(row.kind, event, detail),
    })),
    now: row.finished_at ? null : presentNow(row, events, description),
    temporal:
      description.known === 'yes'
        ? description.status
        : description.known === 'no'
          ? 'unknown'
          : 'unavailable',
    temporal_url: temporalUrl,
  };
}

function presentNow(
  row: ProcessRow,
  events: ProcessEvent[],
  description: ProcessDescription,
): NonNullable<Static<typeof ProcessDetail>['now']> {
  const step = description.known === 'yes' ? description.pending[0] : undefined;
  const since = events.at(-1)?.happened_at.toISOString() ?? row.started_at.toISOString();
  const nextTryAt = step?.nextTryAt ?? null;
  return {
    text:
      step?.running && row.waiting_for === null
        ? `working on it since ${since}`
        : waitingInWords({ for: waitedFor(row, description), since, nextTryAt }),
    since,
    next_try_at: nextTryAt,
    attempt: step?.attempt ?? null,
    last_failure: step?.lastFailure ?? row.last_fault,
  };
}

function waitedFor(row: ProcessRow, description: ProcessDescription): string {
  if (row.undeliverable !== null) return `a person: Temporal refuses it (${row.undeliverable})`;
  if (description.known === 'unavailable') return 'Temporal to answer';
  if (description.known === 'no') return 'the outbox to hand it to Temporal';
  return row.waiting_for ?? 'its next step';
}
