import { setTimeout as pause } from 'node:timers/promises';

/** A fault to happen to the next `times` operations (all, when absent): a pause, an error answer, or a cut connection. */
export type Fault =
  | { kind: 'delay'; milliseconds: number; times?: number }
  | { kind: 'error'; code?: number; times?: number }
  | { kind: 'drop'; times?: number };

export type Faults = {
  /** Replaces what is planned. */
  plan(faults: Fault[]): void;
  planned(): Fault[];
  /** Lets delays pass, and returns the error or drop that is due now, if any. */
  next(): Promise<Exclude<Fault, { kind: 'delay' }> | undefined>;
};

/** Faults on demand, for any fake. */
export function createFaults(): Faults {
  let faults: Fault[] = [];
  const use = (fault: Fault) => {
    if (fault.times === undefined) return;
    fault.times -= 1;
    if (fault.times <= 0) faults = faults.filter((other) => other !== fault);
  };
  return {
    plan: (next) => {
      faults = next.map((fault) => ({ ...fault }));
    },
    planned: () => faults,
    async next() {
      const delay = faults.find((fault) => fault.kind === 'delay');
      if (delay?.kind === 'delay') {
        use(delay);
        await pause(delay.milliseconds);
      }
      const failure = faults.find((fault) => fault.kind !== 'delay');
      if (failure) use(failure);
      return failure;
    },
  };
}

/** Reads what was posted to `/_fake/faults`: one fault, a list, or `{ "faults": [] }`. Throws Error when it is none of these. */
export function readFaults(body: unknown): Fault[] {
  const list = Array.isArray(body)
    ? body
    : isObject(body) && Array.isArray(body.faults)
      ? body.faults
      : [body];
  return list.map((item) => {
    if (!isObject(item)) throw new Error('A fault is an object with a kind: delay, error or drop.');
    const times = typeof item.times === 'number' ? { times: item.times } : {};
    if (item.kind === 'delay' && typeof item.milliseconds === 'number')
      return { kind: 'delay', milliseconds: item.milliseconds, ...times };
    if (item.kind === 'error')
      return { kind: 'error', ...(typeof item.code === 'number' ? { code: item.code } : {}), ...times };
    if (item.kind === 'drop') return { kind: 'drop', ...times };
    throw new Error(
      'A fault is { kind: "delay", milliseconds }, { kind: "error", code } or { kind: "drop" }, each with optional times.',
    );
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
