import type { SandboxFaultCode } from './types.ts';

/** A proven fault of daemon, host or image. Never a grade: the caller tries again later. */
export class SandboxFault extends Error {
  readonly code: SandboxFaultCode;

  constructor(code: SandboxFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SandboxFault';
    this.code = code;
  }
}

/** `file_and_folder`: one name is both. `file_reserved`: a file has a name that the sandbox needs for its own. */
export type InvalidJobCode = 'file_and_folder' | 'file_reserved' | 'not_runnable';

/** A job that cannot be run as it is (a bad file name, an unknown language, too large): the caller's mistake, no retry helps. */
export class InvalidJobError extends Error {
  readonly code: InvalidJobCode;

  /** @param code what is wrong, where it is more than that the job is not one that can be run */
  constructor(message: string, code: InvalidJobCode = 'not_runnable') {
    super(message);
    this.name = 'InvalidJobError';
    this.code = code;
  }
}

/** A checker that crashed, ran out of its limits or ended with an exit code that means nothing: its author must mend it. */
export class CheckerFailedError extends Error {
  override name = 'CheckerFailedError';
}
