import { waitFor } from '../processes/wait-for.ts';

/**
 * Resolves when a GET is answered, whatever the status: a part that reports another as missing is up itself.
 * @throws Error after two minutes
 */
export async function waitForHttp(url: string, signal?: AbortSignal): Promise<void> {
  await waitFor(
    `An answer from ${url}`,
    async () => {
      const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
      await response.body?.cancel();
      return true;
    },
    { withinMs: 120_000, ...(signal ? { signal } : {}) },
  );
}
