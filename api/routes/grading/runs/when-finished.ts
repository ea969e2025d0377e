import type { FastifyInstance } from 'fastify';

/**
 * Waits for the end of a run.
 * @param seconds the longest it waits; 0 reads once
 * @param read reads the run in its reader's scope
 * @returns the run as it stands when it is over, or when the time is
 */
export async function whenFinished<Run extends { status: string }>(
  app: FastifyInstance,
  runId: string,
  seconds = 0,
  read: () => Promise<Run>,
): Promise<Run> {
  if (seconds === 0) return read();
  const deadline = AbortSignal.timeout(seconds * 1000);
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();
  const unwatch = app.watchChanges([`run:${runId}`], wake);
  deadline.addEventListener('abort', wake);
  try {
    for (;;) {
      // Made before the reading: what changes meanwhile is read again.
      changed = Promise.withResolvers<void>();
      const run = await read();
      if (deadline.aborted || (run.status !== 'queued' && run.status !== 'running')) return run;
      await changed.promise;
    }
  } finally {
    unwatch();
  }
}
