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

/** A job that cannot be run as it is (a bad file name, an unknown language, too large): the caller's mistake, no retry helps. */
export class InvalidJobError extends Error {
  override name = 'InvalidJobError';
}

/** A checker that crashed, ran out of its limits or ended with an exit code that means nothing: its author must mend it. */
export class CheckerFailedError extends Error {
  override name = 'CheckerFailedError';
}
