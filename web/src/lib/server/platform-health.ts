import { readHealth } from '#lib/api/generated/index.ts';
import type { ApiClient } from './api-client.ts';

/** What the platform stands on, as the console tells it. */
export const healthParts = ['database', 'temporal', 'docker'] as const;

export type HealthPart = (typeof healthParts)[number];

/** Which parts do not answer; null when even that cannot be asked. While one is away the API answers 503 with the same body. */
export const readAwayParts = async (api: ApiClient): Promise<HealthPart[] | null> => {
  const { data, error } = await readHealth({ client: api });
  const health = data ?? error;
  if (typeof health !== 'object' || !('checks' in health)) return null;
  return healthParts.filter((part) => health.checks[part].startsWith('unhealthy'));
};
