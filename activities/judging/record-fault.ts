import type { Knex } from 'knex';
import { waitingFor } from '#domain/grading/waiting.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import { gradeSubmissionProcess } from '#domain/processes/grade-submission.ts';
import { storableText } from './storable.ts';
import type { GradingJob } from './take-up.ts';

/** A fault of ours, as it is told: `code` decides the words. */
export type Fault = { code: string; message: string };

/**
 * Puts a grading that met a fault of ours back into the queue, with what it waits for in words. It costs neither mark nor attempt.
 * @param trx a transaction of the grader's role in the organisation's scope
 */
export async function recordFault(trx: Knex.Transaction, job: GradingJob, fault: Fault): Promise<void> {
  const message = storableText(fault.message, 2_000);
  await trx.raw(
    `with grading as (
       update gradings set status = 'queued', waiting_for = :waitingFor, last_fault = :message, fault_count = fault_count + 1
       where id = :gradingId and status = 'running' returning submission_id, organisation_id
     ), execution as (
       update executions set outcome = 'system_error', fault = :message, ended_at = now() where grading_id = :gradingId and attempt = :execution
     ), event as (
       insert into process_events (organisation_id, workflow_id, event, step, detail)
       select organisation_id, :workflowId, 'fault', :step, jsonb_build_object('code', :code::text, 'message', :message::text, 'waiting_for', :waitingFor::text) from grading
       on conflict (workflow_id, event, step) where step is not null do nothing
     )
     update submissions set status = case status when 'running' then 'queued' else status end, revision = revision + 1
     from grading where submissions.id = grading.submission_id`,
    {
      waitingFor: waitingFor(fault.code),
      message,
      code: fault.code,
      gradingId: job.gradingId,
      execution: job.execution,
      workflowId: workflowIdOf(gradeSubmissionProcess, job.gradingId),
      step: `execution ${job.execution}`,
    },
  );
}

/** Notes that an execution ended because its grading was cancelled. */
export async function recordCancelledExecution(trx: Knex.Transaction, job: GradingJob): Promise<void> {
  await trx('executions')
    .where({ grading_id: job.gradingId, attempt: job.execution })
    .update({ outcome: 'cancelled', ended_at: trx.fn.now() });
}
