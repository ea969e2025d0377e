import { error } from '@sveltejs/kit';
import { configuration } from './configuration.ts';

/** The last time somebody killed the demo's grading worker; `restarted` is null until it runs again. Times are ISO 8601. */
export type LastKill = { killed: { pid: number; at: string }; restarted: { pid: number; at: string } | null };

export type KillOutcome = 'killed' | 'not_running' | 'unreachable' | { retryInSeconds: number };

const ask = (method: 'GET' | 'POST', path: string): Promise<Response> => {
  const { demoControl } = configuration;
  if (!demoControl) error(404);
  return fetch(`${demoControl.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${demoControl.token}` },
    signal: AbortSignal.timeout(10_000),
  });
};

/**
 * Kills the demo's grading worker with SIGKILL, and waits until the supervisor has started it again.
 * Outside a demo there is no such thing: it answers the request with 404.
 */
export const killGradingWorker = async (): Promise<KillOutcome> => {
  const response = await ask('POST', '/kill').catch((failure: unknown) => {
    if (failure instanceof TypeError || failure instanceof DOMException) return null;
    throw failure;
  });
  if (response?.status === 429) return { retryInSeconds: Number(response.headers.get('retry-after') ?? 5) };
  if (response?.status === 409) return 'not_running';
  return response?.ok ? 'killed' : 'unreachable';
};

/** What the last kill did; null when nobody killed anything yet, or the supervisor does not answer. Undefined outside a demo. */
export const readLastKill = async (): Promise<LastKill | null | undefined> => {
  if (!configuration.demoControl) return undefined;
  const response = await ask('GET', '/').catch(() => null);
  return response?.ok ? ((await response.json()) as { last: LastKill | null }).last : null;
};
