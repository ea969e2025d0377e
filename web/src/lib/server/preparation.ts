import { readPreparation, type ReadPreparationResponse } from '#lib/api/generated/index.ts';
import type { Viewer } from '#lib/viewer.ts';
import { answer, type ApiClient } from './api-client.ts';

export type Preparation = ReadPreparationResponse['data'];

const restMilliseconds = 60_000;
const nothingUntil = new Map<string, number>();

/**
 * How far the exercises are that cannot be opened yet; null when most can, as on almost every day: then the API is not asked again for a minute.
 * A single exercise that its author has just saved is nobody else's news.
 */
export const loadPreparation = async (api: ApiClient, viewer: Viewer | null): Promise<Preparation | null> => {
  if (viewer === null || (nothingUntil.get(viewer.organisationId) ?? 0) > Date.now()) return null;
  const preparation = await answer(readPreparation({ client: api }));
  if (preparation.being_checked > 0 && preparation.being_checked >= preparation.ready) return preparation;
  nothingUntil.set(viewer.organisationId, Date.now() + restMilliseconds);
  return null;
};
