import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until a condition holds, looking again every `everyMs`.
 * @param what completes the sentence "… did not happen within N s" of the error
 * @param condition returns the awaited value, or undefined/false while it does not hold; a throw counts as "not yet" and is told in the error
 */
export async function waitFor<Value>(
  what: string,
  condition: () => Promise<Value | undefined | false> | Value | undefined | false,
  options: { withinMs?: number; everyMs?: number; signal?: AbortSignal } = {},
): Promise<Value> {
  const { withinMs = 60_000, everyMs = 100, signal } = options;
  const deadline = Date.now() + withinMs;
  let lastError: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const value = await condition();
      if (value !== undefined && value !== false) return value;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) {
      const reason = lastError instanceof Error ? ` (last: ${lastError.message})` : '';
      throw new Error(`${what} did not happen within ${Math.round(withinMs / 1000)} s${reason}`);
    }
    await pause(everyMs);
  }
}
