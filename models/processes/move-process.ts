import type { Knex } from 'knex';
import type { EventOf } from '#domain/processes/process-events.ts';
import type { Fault, WaitingCode } from '#domain/processes/waiting.ts';
import { faultsBeforeParked, parkedSeconds } from '#domain/processes/waiting.ts';

export type ProcessMove<WorkflowId extends string = string> = {
  workflowId: WorkflowId;
  /** Where it is now; what is not named stays. */
  state?: string;
  step?: string | null;
  /** null: it waits for nothing. */
  waitingFor?: WaitingCode | null;
  waitingUntil?: Date | null;
  /** It is over: from now on nothing moves it. */
  finished?: true;
  /** For its story; `occurrence` names it, so that a repeated activity adds nothing; null for what may happen any number of times. */
  event?: EventOf<WorkflowId> & { occurrence: string | null };
  /** A condition in SQL: for statements that are sent together, where the one before may have found nothing to change. */
  onlyIf?: Knex.Raw;
};

/**
 * Moves a process: the one way in which activities and routes change its row. A finished process stays as it is.
 * An event that the kind's definition has not, or not with these parameters, does not compile.
 * Getting to another step, or to the end, means that what failed before has passed: the count of faults begins anew.
 * @param database a transaction, or a pool whose statements are sent in one trip; in the scope of its organisation
 */
export function moveProcess<WorkflowId extends string>(
  database: Knex,
  move: ProcessMove<WorkflowId>,
): Knex.Raw {
  const goesOn = move.finished === true || move.step !== undefined;
  return database.raw(
    `with moved as (
       update processes set state = coalesce(:state, state),
         step = case when :setsStep then :step else step end,
         waiting_for = case when :setsWaiting then :waitingFor else waiting_for end,
         waiting_until = case when :setsWaiting then :waitingUntil::timestamptz else waiting_until end,
         fault_count = case when :goesOn then 0 else fault_count end,
         fault_code = case when :goesOn then null else fault_code end,
         own_fault_count = case when :goesOn then 0 else own_fault_count end,
         needs_person = needs_person and not :goesOn,
         finished_at = case when :finished then now() end,
         revision = revision + 1
       where workflow_id = :workflowId and finished_at is null and :onlyIf returning organisation_id
     )
     insert into process_events (organisation_id, workflow_id, event, step, detail)
     select organisation_id, :workflowId, :event, :occurrence, :detail::jsonb from moved where :event::text is not null
     on conflict (workflow_id, event, step) where step is not null do nothing`,
    {
      workflowId: move.workflowId,
      state: move.state ?? null,
      setsStep: move.step !== undefined,
      step: move.step ?? null,
      setsWaiting: move.waitingFor !== undefined || move.finished === true,
      waitingFor: move.waitingFor ?? null,
      waitingUntil: move.waitingUntil ?? null,
      goesOn,
      onlyIf: move.onlyIf ?? database.raw('true'),
      finished: move.finished === true,
      event: move.event?.name ?? null,
      occurrence: move.event?.occurrence ?? null,
      detail: JSON.stringify(move.event?.detail ?? {}),
    },
  );
}

/**
 * Notes that a process is at a step now, in the transaction in which that step's own activity begins its work. What it failed at stays until it goes on.
 * @param database as for `moveProcess`
 * @param onlyIf as for `moveProcess`
 */
export function enterStep(
  database: Knex,
  workflowId: string,
  step: string,
  onlyIf = database.raw('true'),
): Knex.Raw {
  return database.raw(
    `with moved as (
       update processes set step = :step, waiting_for = case when fault_count = 0 then null else waiting_for end, revision = revision + 1
       where workflow_id = :workflowId and finished_at is null and :onlyIf returning organisation_id
     )
     insert into process_events (organisation_id, workflow_id, event, step)
     select organisation_id, :workflowId, 'started', 'start' from moved
     on conflict (workflow_id, event, step) where step is not null do nothing`,
    { workflowId, step, onlyIf },
  );
}

/**
 * Notes a fault that is nobody's who uses the platform on the row of its process: one row, however often it repeats, with one event when it begins and one
 * when it is parked. Faults that take turns are told once an hour each, and those of ours count together.
 * @param move.state where the process is back at
 * @returns seconds until it should be tried again when it is parked, else null: the activity's own retry policy decides
 */
export async function recordFault(
  trx: Knex,
  workflowId: string,
  fault: Fault,
  move: { state?: string } = {},
): Promise<number | null> {
  const { rows } = await trx.raw<{ rows: { own_fault_count: number }[] }>(
    `with moved as (
       update processes set state = coalesce(:state, state), waiting_for = :waitsFor, waiting_until = null,
         fault_count = case when fault_code = :code then fault_count + 1 else 1 end,
         fault_code = :code, last_fault = :message, last_fault_at = now(),
         own_fault_count = own_fault_count + :parks::boolean::integer,
         needs_person = needs_person or (:parks and own_fault_count + 1 >= :limit),
         revision = revision + 1
       where workflow_id = :workflowId and finished_at is null
       returning organisation_id, fault_count, own_fault_count, revision
     ), told as (
       insert into process_events (organisation_id, workflow_id, event, step, detail)
       select organisation_id, :workflowId, 'fault', to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24') || ' ' || :code, jsonb_build_object('code', :code::text, 'message', :message::text, 'waiting_for', :waitsFor::text)
       from moved where fault_count = 1
       on conflict (workflow_id, event, step) where step is not null do nothing
     ), parked as (
       insert into process_events (organisation_id, workflow_id, event, step, detail)
       select organisation_id, :workflowId, 'parked', 'revision ' || revision, jsonb_build_object('code', :code::text, 'faults', own_fault_count)
       from moved where :parks and own_fault_count = :limit
     )
     select own_fault_count from moved`,
    {
      workflowId,
      state: move.state ?? null,
      waitsFor: fault.waitsFor,
      code: fault.code,
      message: fault.message.replaceAll('\0', '').slice(0, 2_000),
      parks: fault.kind === 'ours',
      limit: faultsBeforeParked,
    },
  );
  return fault.kind === 'ours' && rows[0] ? parkedSeconds(rows[0].own_fault_count) : null;
}
