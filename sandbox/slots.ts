export type Slots = {
  /** Waits for a slot, first come first served; answers its release. Rejects with the signal's reason when cancelled. */
  acquire: (signal?: AbortSignal) => Promise<() => void>;
};

/** So many jobs run at once, the others wait in order. */
export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const once = (): (() => void) => {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      release();
    };
  };
  return {
    acquire: async (signal) => {
      signal?.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return once();
      }
      await new Promise<void>((resolve, reject) => {
        const granted = (): void => {
          signal?.removeEventListener('abort', cancelled);
          resolve();
        };
        const cancelled = (): void => {
          waiting.splice(waiting.indexOf(granted), 1);
          reject(signal?.reason as Error);
        };
        waiting.push(granted);
        signal?.addEventListener('abort', cancelled, { once: true });
      });
      return once();
    },
  };
}
