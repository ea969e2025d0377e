import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Piscina } from 'piscina';
import { asWritten } from './render-job.ts';
import type { RenderJob, Rendered } from './render-job.ts';

export type RenderPool = {
  /** What the job's text looks like: kept from earlier, rendered by a thread, or as it was written where that takes too long or fails. It never throws. */
  render(job: RenderJob): Promise<Rendered>;
  close(): Promise<void>;
};

type Limits = {
  threads: number;
  /** Longer texts, in characters, are shown as they were written. */
  characters: number;
  /** How long a thread may work at one text. A lesson takes it some 50 ms. */
  deadlineMs: number;
  /** Texts that may wait for a thread. */
  queued: number;
  /** Of HTML kept, in characters. */
  kept: number;
};

const usualLimits: Limits = {
  threads: 2,
  characters: 200_000,
  deadlineMs: 2_000,
  queued: 500,
  kept: 32_000_000,
};

/** A text that was too slow is not tried again for so long: the machine may only have been busy. */
const slowKeptMs = 600_000;

/**
 * Threads that render texts of authors and students, so that one that takes for ever costs its own page and no other: its thread is ended at the
 * deadline, which runs from when the thread takes the text up. What was rendered is kept by content.
 * @param workerFile the module whose default function is render-worker.ts's
 * @param log is told of what failed by our own fault
 */
export function createRenderPool(
  workerFile: string,
  log: (failure: unknown) => void,
  limits: Partial<Limits> = {},
): RenderPool {
  const { threads, characters, deadlineMs, queued, kept } = { ...usualLimits, ...limits };
  const pool = new Piscina({
    filename: workerFile,
    minThreads: 1,
    maxThreads: threads,
    maxQueue: queued,
    // A thread has loaded its grammars: it is worth keeping for a while.
    idleTimeout: 300_000,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  const running = new Map<string, () => void>();
  pool.on('message', ({ begun }: { begun: string }) => running.get(begun)?.());
  let count = 0;

  async function renderInThread(job: RenderJob): Promise<{ rendered: Rendered; keptMs: number }> {
    const id = String((count += 1));
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    running.set(id, () => {
      timer = setTimeout(() => controller.abort(), deadlineMs);
    });
    try {
      const rendered = (await pool.run({ id, job }, { signal: controller.signal })) as Rendered;
      return { rendered, keptMs: 0 };
    } catch (failure) {
      if (!controller.signal.aborted) log(failure);
      // What failed for another reason than its own slowness may succeed the next time.
      return {
        rendered: { html: asWritten(job), headings: [] },
        keptMs: controller.signal.aborted ? slowKeptMs : 1,
      };
    } finally {
      clearTimeout(timer);
      running.delete(id);
    }
  }

  const cache = new LRUCache<string, Rendered, { job: RenderJob }>({
    maxSize: kept,
    sizeCalculation: ({ html }) => html.length + 1,
    fetchMethod: async (_key, _stale, { context, options }) => {
      const { rendered, keptMs } = await renderInThread(context.job);
      // 0 is for as long as there is room.
      options.ttl = keptMs;
      return rendered;
    },
    // Several pages may wait for one text; it is rendered for all of them, also where it is too large to be kept.
    ignoreFetchAbort: true,
  });

  return {
    async render(job) {
      const length = job.kind === 'markdown' ? job.source.length : job.code.length;
      if (length > characters) return { html: asWritten(job), headings: [] };
      const key = createHash('sha256').update(JSON.stringify(job)).digest('base64');
      return (await cache.fetch(key, { context: { job } })) ?? { html: asWritten(job), headings: [] };
    },
    close: () => pool.destroy(),
  };
}
