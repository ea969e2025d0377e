import { CancelledFailure } from '@temporalio/activity';
import { CheckerFailedError, SandboxFault } from '#sandbox/sandbox-fault.ts';
import type { Fault } from './record-fault.ts';

/** What to call an error that is no doing of the student's. */
export function faultOf(error: unknown): Fault {
  if (error instanceof SandboxFault) return { code: error.code, message: error.message };
  if (error instanceof CheckerFailedError) return { code: 'checker_failed', message: error.message };
  if (error instanceof CancelledFailure)
    return { code: 'worker_stopped', message: 'The grading worker was stopped.' };
  return { code: 'grader_fault', message: error instanceof Error ? error.message : String(error) };
}
