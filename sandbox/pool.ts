import type { RunningContainer } from './container.ts';
import { SandboxFault } from './sandbox-fault.ts';

export type PoolOptions = {
  /** Starts one container of this kind: one language with one memory class. */
  start: () => Promise<RunningContainer>;
  /** How many stand ready ahead of need. */
  warm: number;
  /** Told of a start that failed where nobody waits for it. */
  onTrouble: (error: unknown) => void;
};

export type Pool = {
  /** Takes a warm container, or waits for the next that gets ready. Rejects when its start fails. */
  take: () => Promise<RunningContainer>;
  /** Ends what stands ready and waits for what is starting. */
  close: () => Promise<void>;
};

const firstPauseMs = 200;
const maxPauseMs = 5_000;
/** Starting a container costs some 200 ms of CPU: a short job is over before its successor's container begins. */
const refillPauseMs = 40;

/**
 * Keeps single-use containers started ahead of need. One that ends by itself (the daemon was restarted) is replaced;
 * while the daemon refuses, attempts pause for longer each time, so the pool heals by itself.
 */
export function createPool({ start, warm, onTrouble }: PoolOptions): Pool {
  const ready: RunningContainer[] = [];
  const waiting: { resolve: (container: RunningContainer) => void; reject: (error: unknown) => void }[] = [];
  const starting = new Set<Promise<void>>();
  let pauseMs = 0;
  let closed = false;
  let timer: NodeJS.Timeout | null = null;

  const keep = (container: RunningContainer): void => {
    ready.push(container);
    void container.ended.then(() => {
      const index = ready.indexOf(container);
      if (index < 0) return;
      ready.splice(index, 1);
      fillAfter(0);
    });
  };

  const startOne = async (): Promise<void> => {
    try {
      const container = await start();
      pauseMs = 0;
      const next = waiting.shift();
      if (closed) await container.destroy();
      else if (next) next.resolve(container);
      else keep(container);
    } catch (error) {
      pauseMs = Math.min(maxPauseMs, Math.max(firstPauseMs, pauseMs * 2));
      const next = waiting.shift();
      if (next) next.reject(error);
      else if (!closed) onTrouble(error);
    }
  };

  /** While the daemon refuses, nothing is started ahead of need, but who asks is answered. */
  const ahead = (): number => (pauseMs > 0 && timer ? 0 : warm);

  const fill = (): void => {
    while (!closed && ready.length + starting.size < ahead() + waiting.length) {
      const started = startOne().finally(() => {
        starting.delete(started);
        fillAfter(pauseMs);
      });
      starting.add(started);
    }
  };

  const fillAfter = (milliseconds: number): void => {
    if (milliseconds === 0) return fill();
    timer ??= setTimeout(() => {
      timer = null;
      fill();
    }, milliseconds).unref();
  };

  fill();
  return {
    take: () => {
      const container = ready.shift();
      if (container) {
        fillAfter(refillPauseMs);
        return Promise.resolve(container);
      }
      const taken = Promise.withResolvers<RunningContainer>();
      waiting.push(taken);
      fill();
      return taken.promise;
    },
    close: async () => {
      closed = true;
      if (timer) clearTimeout(timer);
      for (const { reject } of waiting.splice(0))
        reject(new SandboxFault('host_fault', 'The pool is closed'));
      await Promise.allSettled([...starting, ...ready.splice(0).map((container) => container.destroy())]);
    },
  };
}
