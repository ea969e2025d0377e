import { PassThrough } from 'node:stream';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { type ContainerRequest, containerOptions } from './container-options.ts';
import { createFrameReader, type RunnerFrame } from './result-frames.ts';
import { SandboxFault } from './sandbox-fault.ts';

/** How a container came to its end: the daemon told us (`statusCode`), or the connection to the daemon broke. */
export type ContainerEnd = { told: true; statusCode: number } | { told: false; reason: string };

export type RunningContainer = {
  id: string;
  /** Writes the job; the stream stays open, because its end tells the runner that nobody waits any more. */
  send: (message: Buffer) => void;
  /** Frames from now on go to this listener, which must not throw. A frame over `maxFrameBytes` bytes ends the container. */
  listen: (maxFrameBytes: number, listener: (frame: RunnerFrame & { rawValue?: string }) => void) => void;
  /** Stops reading frames; the runner waits where it would send more. One that is underway still comes. */
  pause: () => void;
  resume: () => void;
  /** Resolves when the runner is gone, with what it wrote to its error stream. Never rejects. */
  ended: Promise<ContainerEnd & { trouble: string }>;
  /** Kills and removes it; resolves also when it is gone already. */
  destroy: () => Promise<void>;
};

const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number }).statusCode;

/** What Docker answers of a container that it made: it is gone, or is being removed. */
const goneStatuses = new Set([404, 409]);

/**
 * How a runner ends without a word and without being to blame: somebody killed or removed it (-1: it is gone, and nobody knows how), or the
 * connection to us broke.
 */
const passingStatuses = new Set([-1, 0, 128 + 9, 128 + 15]);

/**
 * Removes a container by name or id, whatever its state, and waits until it is gone.
 * @throws SandboxFault `host_fault` when it is still there after so long: a daemon that was killed over a removal may never tell of its end
 */
export async function removeContainer(docker: Docker, name: string, withinMs = 30_000): Promise<void> {
  const container = docker.getContainer(name);
  const abortSignal = AbortSignal.timeout(withinMs);
  const unlessGone = (error: unknown): void => {
    if (statusOf(error) === 404) return;
    if (!abortSignal.aborted) throw error;
    throw new SandboxFault('host_fault', `Docker did not remove container ${name} in ${withinMs} ms`, {
      cause: error,
    });
  };
  try {
    await container.remove({ force: true, abortSignal });
  } catch (error) {
    if (statusOf(error) !== 409) return unlessGone(error);
    // 409: its removal has begun already, by itself or by somebody else.
    await container.wait({ condition: 'removed', abortSignal }).catch(unlessGone);
  }
}

/**
 * Whether a container that is gone was killed, stopped or removed by a request to Docker: then its end says nothing of what ran in it.
 * Where the kernel ended it, or it ended by itself, there was no such request. Docker remembers its last 256 events.
 */
export async function wasEndedThroughDocker(docker: Docker, id: string): Promise<boolean> {
  const filters = { container: [id], event: ['kill'] };
  const events = await docker.getEvents({ since: 0, until: Date.now() / 1000, filters });
  return (await text(events)).trim() !== '';
}

/**
 * Creates a container, attaches to it before it starts, starts it and waits until its runner is ready.
 * Rejects when the daemon refuses or is gone, or when the runner ends before it is ready; with SandboxFault `host_fault` when it does not
 * become ready in `readyMs` or somebody else removed it. Only the controls of attacks/ give options other than the hardened ones.
 */
export async function startContainer(
  docker: Docker,
  request: ContainerRequest,
  readyMs: number,
  options: Docker.ContainerCreateOptions = containerOptions(request),
): Promise<RunningContainer> {
  const container = await docker.createContainer(options);
  const destroy = (): Promise<void> => removeContainer(docker, container.id);
  try {
    const stream = (await container.attach({
      stream: true,
      stdin: true,
      stdout: true,
      stderr: true,
      hijack: true,
    })) as Duplex;
    return await follow(docker, container, stream, destroy, readyMs);
  } catch (error) {
    await destroy().catch(() => undefined); // the label's sweep finds what a dead daemon cannot remove now
    if (goneStatuses.has(statusOf(error)!))
      throw new SandboxFault(
        'host_fault',
        `The container was removed before it was ready: ${String(error)}`,
        {
          cause: error,
        },
      );
    throw error;
  }
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());

/** The stream has closed: asks the daemon, as long as it takes to exit, whether the container ended or the connection did. */
async function askForEnd(container: Docker.Container): Promise<ContainerEnd> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      const { State } = await container.inspect();
      if (!State.Running) return { told: true, statusCode: State.ExitCode };
    } catch (error) {
      if (statusOf(error) === 404) return { told: true, statusCode: -1 };
      return { told: false, reason: String(error) };
    }
    await pause(100);
  }
  return { told: false, reason: 'the connection to the container was lost' };
}

async function follow(
  docker: Docker,
  container: Docker.Container,
  stream: Duplex,
  destroy: () => Promise<void>,
  readyMs: number,
): Promise<RunningContainer> {
  let trouble = '';
  let largest = 1024;
  let bad = false;
  let listener: ((frame: RunnerFrame & { rawValue?: string }) => void) | null = null;
  const ready = Promise.withResolvers<void>();
  const read = createFrameReader(
    () => largest,
    (frame) => (frame.kind === 'ready' ? ready.resolve() : listener?.(frame)),
  );
  const out = new PassThrough();
  const err = new PassThrough();
  out.on('data', (chunk: Buffer) => {
    if (bad) return;
    try {
      read(chunk);
    } catch (error) {
      // The stream is not the runner's any more. Listeners do not throw.
      bad = true;
      trouble += `${String(error)}\n`;
      void destroy().catch(() => undefined); // `ended` reports it
    }
  });
  err.on('data', (chunk: Buffer) => {
    if (trouble.length < 4096) trouble += chunk.toString('utf8');
  });
  stream.on('error', () => undefined); // the wait below tells the end
  docker.modem.demuxStream(stream, out, err);
  let closed = false;
  const streamClosed = new Promise<void>((resolve) => stream.once('close', resolve)).then(() => {
    closed = true;
  });
  const withStreamRead = async (end: ContainerEnd): Promise<ContainerEnd> => {
    // What the runner wrote last may still be on its way, and is not lost while nobody reads.
    for (
      let quietMs = 0;
      end.told && !closed && quietMs < 1000;
      quietMs = stream.isPaused() ? 0 : quietMs + 100
    )
      await Promise.race([streamClosed, pause(100)]);
    return end;
  };

  const exited = container.wait({ condition: 'next-exit' }).then(
    (answer: { StatusCode: number }): ContainerEnd => ({ told: true, statusCode: answer.StatusCode }),
    (error: unknown): ContainerEnd => ({ told: false, reason: String(error) }),
  );
  // An answer the daemon broke off in the middle never comes to its end in the client: the stream's end is looked into as well.
  const ended = Promise.race([
    exited.then(withStreamRead),
    streamClosed.then(() => Promise.race([exited, askForEnd(container)])),
  ]).then((end) => {
    stream.destroy();
    return { ...end, trouble: trouble.trim() };
  });
  await container.start();
  const timer = setTimeout(
    () => ready.reject(new SandboxFault('host_fault', `The container was not ready after ${readyMs} ms`)),
    readyMs,
  );
  try {
    await Promise.race([
      ready.promise,
      ended.then((end) => {
        if (!end.told)
          throw new SandboxFault('docker_unavailable', `The connection to Docker broke: ${end.reason}`);
        const how = `The container ended before it was ready: ${end.trouble || `status ${end.statusCode}`}`;
        if (end.trouble === '' && passingStatuses.has(end.statusCode))
          throw new SandboxFault('host_fault', how);
        throw new Error(how); // a runner or an image that cannot work
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
  return {
    id: container.id,
    send: (message) => void stream.write(message),
    listen: (maxFrameBytes, next) => {
      largest = maxFrameBytes;
      listener = next;
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    ended,
    destroy,
  };
}
