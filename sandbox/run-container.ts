import type { RunningContainer } from './container.ts';
import { encodeJob, type RunnerJob } from './job-message.ts';
import { SandboxFault } from './sandbox-fault.ts';
import type { SandboxRunOptions, SandboxTestResult } from './types.ts';

/** What came out of one container. `broken`: its runner went away before the end, while Docker could tell us so. */
export type ContainerOutcome = {
  compiled: SandboxTestResult | null;
  tests: SandboxTestResult[];
  /** How many tests ended, kept or not. */
  testsRun: number;
  broken: string | null;
  /** It went away without a word: killed, by the kernel or through Docker. */
  wordless?: boolean;
};

/** A listener of ours failed, with the error it threw as `cause`. */
export class ListenerError extends Error {
  override name = 'ListenerError';
}

const listenerFailed = (error: unknown): ListenerError =>
  new ListenerError('A listener to results failed', { cause: error });

/** How long nothing may be heard beyond the wall limit of what runs: a busy host is slow, a stuck one is given up. */
const silenceMs = 120_000;

/** The runner gives a process that waits for a processor up to five times its wall limit, and runs what used up its CPU a second time. */
const patience = 2 * 5;

/** How long a runner may take to exit after its last word. */
const lingerMs = 10_000;

/** Removes a container that is of no more use; when the daemon is gone, the next start sweeps by label. */
const remove = (container: RunningContainer): Promise<void> => container.destroy().catch(() => undefined);

/**
 * Gives a container its job and gathers the results until its runner says it is done.
 * Throws SandboxFault `docker_unavailable` when the connection to the daemon broke, the signal's reason when cancelled, ListenerError when
 * `onTest` threw.
 */
export async function runContainer(
  container: RunningContainer,
  job: RunnerJob,
  options: SandboxRunOptions,
): Promise<ContainerOutcome> {
  const outcome: ContainerOutcome = { compiled: null, tests: [], testsRun: 0, broken: null };
  let heldUp = 0;
  const notFasterThan = (told: void | Promise<void>): void => {
    if (!told) return;
    if (heldUp++ === 0) container.pause();
    told
      .catch((error: unknown) => cancelled.reject(listenerFailed(error)))
      .finally(() => {
        if (--heldUp === 0) container.resume();
      });
  };
  const finished = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<never>();
  cancelled.promise.catch(() => undefined); // looked at below, unless it is over by then
  const said = { end: false };
  let stuck = false;
  let silence: NodeJS.Timeout | undefined;
  const expectWithin = (wallMs: number): void => {
    clearTimeout(silence);
    silence = setTimeout(
      () => {
        stuck = true;
        finished.resolve();
      },
      wallMs * patience + silenceMs,
    );
  };
  const maxFrameBytes = 4096 + 3 * 1024 * Math.max(job.limits.outputKb, job.compileLimits.outputKb, 8);
  container.listen(maxFrameBytes, (frame) => {
    expectWithin(job.limits.wallMs);
    if (frame.kind === 'compiled') outcome.compiled = frame.result;
    if (frame.kind === 'end') {
      said.end = true;
      finished.resolve();
    }
    if (frame.kind !== 'test' || frame.index !== outcome.testsRun) return;
    outcome.testsRun += 1;
    if (options.keepTests !== false) {
      outcome.tests.push(frame.result);
    }
    try {
      notFasterThan(options.onTest?.(frame.index, frame.result, frame.rawValue));
    } catch (error) {
      cancelled.reject(listenerFailed(error));
    }
  });
  const cancel = (): void => cancelled.reject(options.signal?.reason);
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    options.signal?.throwIfAborted();
    expectWithin(job.compileLimits.wallMs);
    container.send(encodeJob(job));
    const end = await Promise.race([finished.promise.then(() => null), container.ended, cancelled.promise]);
    if (stuck) outcome.broken = 'The runner was not heard of any more';
    if (end && !end.told)
      throw new SandboxFault('docker_unavailable', `The connection to Docker broke: ${end.reason}`);
    if (end?.told) outcome.wordless = end.trouble === '';
    if (end?.told) outcome.broken = end.trouble || `The container ended with status ${end.statusCode}`;
    return outcome;
  } finally {
    clearTimeout(silence);
    options.signal?.removeEventListener('abort', cancel);
    // A runner that has said "end" exits, and Docker removes its container: asking for it would only cost both of us time.
    const timer = setTimeout(() => void remove(container), said.end ? lingerMs : 0).unref();
    if (said.end) void container.ended.then(() => clearTimeout(timer));
  }
}
