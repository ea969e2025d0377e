import { ApiError } from '#api/errors.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * The organisation whose processes are looked at: one's own, or for superadmins any.
 * @throws ApiError NOT_FOUND when somebody else names another
 */
export function processScope(viewer: Viewer, wanted: string | undefined): string {
  if (wanted === undefined || wanted === viewer.organisationId) return viewer.organisationId;
  if (viewer.role === 'superadmin') return wanted;
  throw new ApiError('NOT_FOUND', 'There is no such organisation.');
}
