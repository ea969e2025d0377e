import { readProfile } from '#lib/api/generated/index.ts';
import type { Viewer } from '#lib/viewer.ts';
import { answer, type ApiClient } from './api-client.ts';

/** The signed-in person's profile; throws ApiFailure 401 when the token is not taken. */
export const loadViewer = async (api: ApiClient): Promise<Viewer> => {
  const profile = await answer(readProfile({ client: api }));
  return {
    id: profile.id,
    name: profile.name,
    picture: profile.picture_url,
    email: profile.email,
    role: profile.role,
    emailVerified: profile.email_verified,
    language: profile.language,
    timeZone: profile.time_zone,
    organisation: profile.organisation.name,
    organisationId: profile.organisation.id,
    primaryColour: profile.organisation.primary_colour,
    unreadNotifications: profile.unread_notifications,
    viewedBy: profile.viewed_by,
    erasure: profile.erasure && { id: profile.erasure.id, dueAt: profile.erasure.due_at },
  };
};
