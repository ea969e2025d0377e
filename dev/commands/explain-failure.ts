import process from 'node:process';

/** The last word of a command that failed: the message, the stack only with DEBUG set, and exit code 1. */
export function explainFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(process.env.DEBUG && error instanceof Error ? error.stack : message);
  process.exitCode = 1;
}
